// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * The lane budget of a scenario.
 */
#include "budget.h"

static void add_share(struct budget *budget, const char *name, unsigned int lanes)
{
	if (!lanes)
		return;
	budget->shares[budget->num].name = name;
	budget->shares[budget->num++].lanes = lanes;
	budget->lanes += lanes;
}

static bool wants_lanes(const struct scenario *sc)
{
	return sc->enforce != ENFORCE_NONE;
}

static bool shares_lane(const struct scenario *sc)
{
	bool buses = sc->i2c[0].lane == LANE_SHARED || sc->i2c[1].lane == LANE_SHARED;

	return sc->mmc.lane == LANE_SHARED || (sc->mmc_gated && buses);
}

/*
 * The driver sets one thread aside for the messages that follow a notification, if the trusted OS
 * has more than two (driver/optee/platform.c). It is the lane that system sessions share.
 */
static unsigned int notification_lanes(const struct scenario *sc, unsigned int threads)
{
	return wants_lanes(sc) && threads > 2;
}

static unsigned int own_lanes(struct budget *budget, const struct scenario *sc)
{
	static const char *const buses[SCENARIO_BUSES] = { "i2c0", "i2c1" };
	unsigned int n;

	add_share(budget, "mmc", sc->mmc.lane == LANE_YES);
	for (n = 0; sc->mmc_gated && n < SCENARIO_BUSES; n++)
		add_share(budget, buses[n], sc->i2c[n].lane == LANE_YES);
	for (n = 0; n < sc->num_clients; n++)
		add_share(budget, sc->clients[n].name, sc->clients[n].lanes * sc->clients[n].count);
	return budget->lanes;
}

/**
 * budget_of() - the lane budget of a scenario
 * @budget:	out
 * @sc:		the scenario
 */
void budget_of(struct budget *budget, const struct scenario *sc)
{
	bool shared = shares_lane(sc);
	unsigned int own;

	*budget = (struct budget){ .threads = sc->threads };
	own = own_lanes(budget, sc);
	if (notification_lanes(sc, sc->threads))
		add_share(budget, shared ? "notifications and shared" : "notifications", 1);
	else
		add_share(budget, "shared", shared);
	/* With two threads there is none for notifications, with more there is. */
	budget->needed = own + shared + 1;
	if (budget->needed > 2)
		budget->needed = own + 2;
}

/**
 * budget_is_possible() - is there a thread left for ordinary calls?
 * @budget:	the budget
 */
bool budget_is_possible(const struct budget *budget)
{
	return budget->lanes < budget->threads;
}

/**
 * budget_text() - a budget in words, such as "6 threads = mmc 1 + watchdog 1 + ordinary 4"
 * @budget:	the budget
 * @buf:	where to
 * @size:	bytes of @buf
 */
void budget_text(const struct budget *budget, char *buf, size_t size)
{
	FILE *out = fmemopen(buf, size, "w");
	unsigned int n;

	if (!out)
		return;
	fprintf(out, "%u thread%s = ", budget->threads, budget->threads == 1 ? "" : "s");
	for (n = 0; n < budget->num; n++)
		fprintf(out, "%s %u + ", budget->shares[n].name, budget->shares[n].lanes);
	if (budget_is_possible(budget))
		fprintf(out, "ordinary %u", budget->threads - budget->lanes);
	else
		fprintf(out, "nothing for ordinary calls");
	fclose(out);
}
