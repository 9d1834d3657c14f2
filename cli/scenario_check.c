// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * What cannot be seen in one key of a scenario alone: keys that say nothing beside others, keys
 * that are missing, names that two clients would have, lanes for which there are no threads.
 */
#include <stdarg.h>
#include <string.h>

#include "budget.h"
#include "scenario_keys.h"

/**
 * struct checker - a scenario that is being checked
 * @sc:		the scenario
 * @error:	what is wrong; "": nothing
 * @size:	bytes of @error
 * @key:	the key that a message is about, if it ends with what is allowed
 */
struct checker {
	const struct scenario *sc;
	char *error;
	size_t size;
	const struct key *key;
};

static const struct scenario_place *place_of(const struct checker *c, const void *member)
{
	size_t offset = (size_t)((const char *)member - (const char *)c->sc);
	unsigned int n;

	for (n = 0; n < c->sc->num_places; n++)
		if (c->sc->places[n].member == offset)
			return &c->sc->places[n];
	return NULL;
}

static unsigned int line_of_section(const struct checker *c, const char *name)
{
	unsigned int n;

	for (n = 0; n < c->sc->num_sections; n++)
		if (!strcmp(c->sc->sections[n].name, name))
			return c->sc->sections[n].line;
	return 0;
}

static void say_allowed(struct checker *c)
{
	size_t at = strlen(c->error);
	FILE *out = fmemopen(c->error + at, c->size - at, "w");

	if (!out)
		return;
	fputc(' ', out);
	key_allowed(c->key, out);
	fclose(out);
}

/* Only the first mistake is told. What ends in ";" goes on with what @c->key can be. */
static void refuse(struct checker *c, unsigned int line, const char *format, ...)
{
	va_list args;
	int at;

	if (*c->error)
		return;
	at = line ? snprintf(c->error, c->size, "%s:%u: ", c->sc->file, line) :
		    snprintf(c->error, c->size, "%s: ", c->sc->file);
	va_start(args, format);
	vsnprintf(c->error + at, c->size - (size_t)at, format, args);
	va_end(args);
	if (c->error[strlen(c->error) - 1] == ';')
		say_allowed(c);
}

/* A key that was given, and says nothing. */
static void refuse_idle(struct checker *c, const void *member, const char *section,
			const char *name, const char *key, const char *when)
{
	const struct scenario_place *place = place_of(c, member);

	if (place)
		refuse(c, place->line, "[%s%s] %s: the key has no effect; it is allowed %s",
		       section, name, key, when);
}

/* A key that has to be there. */
static void want_key(struct checker *c, const void *member, unsigned int line, const char *section,
		     const struct key *keys, const char *key)
{
	if (place_of(c, member))
		return;
	c->key = key_find(keys, key);
	refuse(c, line, "[%s]: %s is missing;", section, key);
}

static void check_client(struct checker *c, const struct scenario_client *client)
{
	char section[SCENARIO_SECTION];
	unsigned int line;

	snprintf(section, sizeof(section), "client %s", client->name);
	line = line_of_section(c, section);
	want_key(c, &client->service, line, section, client_keys, "service");
	if (client->service == SERVICE_SLEEP)
		want_key(c, &client->hold_ms, line, section, client_keys, "hold_ms");
	else
		refuse_idle(c, &client->hold_ms, "client ", client->name, "hold_ms",
			    "with service = sleep");
	if (client->service == SERVICE_COMPUTE)
		want_key(c, &client->compute_us, line, section, client_keys, "compute_us");
	else
		refuse_idle(c, &client->compute_us, "client ", client->name, "compute_us",
			    "with service = compute");
	if (!strcmp(client->name, "supplicant"))
		refuse(c, line, "[%s]: the supplicant has this name; any other is allowed",
		       section);
	if (strpbrk(client->name, "=,"))
		refuse(c, line, "[%s]: a NAME without = and , is allowed", section);
}

/* The name of a process: that of its section, with a number if there are several. */
static void process_name(const struct scenario_client *client, unsigned int n, char *buf,
			 size_t size)
{
	if (client->count > 1)
		snprintf(buf, size, "%s-%u", client->name, n + 1);
	else
		snprintf(buf, size, "%s", client->name);
}

static void check_name(struct checker *c, const struct scenario_client *client,
		       const struct scenario_client *other)
{
	char name[EXPECT_CLIENT], section[SCENARIO_SECTION];
	unsigned int n;

	for (n = 0; n < other->count; n++) {
		process_name(other, n, name, sizeof(name));
		if (strcmp(name, client->name) || client->count > 1)
			continue;
		snprintf(section, sizeof(section), "client %s", client->name);
		refuse(c, line_of_section(c, section),
		       "[%s]: process %u of [client %s] has this name; any other is allowed",
		       section, n + 1, other->name);
	}
}

static void check_clients(struct checker *c)
{
	const struct scenario *sc = c->sc;
	unsigned int n, i, processes = 0;

	if (!sc->num_clients)
		refuse(c, 0, "there is no [client NAME]; 1 to %d are allowed", SCENARIO_CLIENTS);
	for (n = 0; n < sc->num_clients; n++) {
		check_client(c, &sc->clients[n]);
		for (i = 0; i < sc->num_clients; i++)
			if (i != n)
				check_name(c, &sc->clients[n], &sc->clients[i]);
		processes += sc->clients[n].count;
	}
	if (processes > SCENARIO_PROCESSES)
		refuse(c, 0, "the clients are %u processes; up to %d are allowed", processes,
		       SCENARIO_PROCESSES);
}

static bool has_client(const struct scenario *sc, const char *name)
{
	unsigned int n;

	for (n = 0; n < sc->num_clients; n++)
		if (!strcmp(sc->clients[n].name, name))
			return true;
	return false;
}

static bool has_writer(const struct scenario *sc)
{
	unsigned int n;

	for (n = 0; n < sc->num_clients; n++)
		if (sc->clients[n].service == SERVICE_RPMB)
			return true;
	return false;
}

static void check_target(struct checker *c, const struct scenario_fault *fault,
			 const char *number, unsigned int line)
{
	const struct scenario_place *place = place_of(c, &fault->target);

	if (place)
		line = place->line;
	switch (fault->action) {
	case FAULT_KILL:
		c->key = key_find(fault_keys, "target");
		if (strcmp(fault->target, "supplicant") && !has_client(c->sc, fault->target))
			refuse(c, line, "[fault %s] target = %s: there is no such client;", number,
			       fault->target);
		break;
	case FAULT_START:
		if (strcmp(fault->target, "supplicant"))
			refuse(c, line, "[fault %s] target = %s: supplicant is allowed here",
			       number, fault->target);
		break;
	default:
		refuse_idle(c, &fault->target, "fault ", number, "target",
			    "with do = kill and do = start");
		break;
	}
}

static void check_fault(struct checker *c, unsigned int n)
{
	const struct scenario_fault *fault = &c->sc->faults[n];
	char number[12], section[SCENARIO_SECTION];
	unsigned int line;

	snprintf(number, sizeof(number), "%u", n + 1);
	snprintf(section, sizeof(section), "fault %u", n + 1);
	line = line_of_section(c, section);
	want_key(c, &fault->action, line, section, fault_keys, "do");
	check_target(c, fault, number, line);
	if (fault->action != FAULT_KILL || strcmp(fault->target, "supplicant"))
		refuse_idle(c, &fault->serving, "fault ", number, "serving",
			    "with do = kill and target = supplicant");
	if (fault->action != FAULT_LOSE)
		refuse_idle(c, &fault->hold_ms, "fault ", number, "hold_ms",
			    "with do = lose-thread");
	if (fault->action != FAULT_CUT)
		refuse_idle(c, &fault->pages, "fault ", number, "pages", "with do = power-cut");
	else if (!has_writer(c->sc))
		refuse(c, line, "[%s] do = power-cut: it is allowed with a client of rpmb",
		       section);
	if (!n && fault->after_ms)
		refuse_idle(c, &fault->after_ms, "fault ", number, "after_ms",
			    "from the second fault on");
}

static void check_buses(struct checker *c)
{
	static const char *const names[SCENARIO_BUSES] = { "0", "1" };
	unsigned int n;

	for (n = 0; !c->sc->mmc_gated && n < SCENARIO_BUSES; n++) {
		refuse_idle(c, &c->sc->i2c[n].lane, "i2c ", names[n], "lane",
			    "with gated = yes in [mmc]");
		refuse_idle(c, &c->sc->i2c[n].channel, "i2c ", names[n], "channel",
			    "with gated = yes in [mmc]");
	}
}

static void check_expect(struct checker *c)
{
	const struct scenario_place *place = place_of(c, &c->sc->expect);
	const struct expect_condition *cond;
	char name[EXPECT_CLIENT];
	unsigned int n, i, p;
	bool found;

	c->key = key_find(scenario_keys, "expect");
	for (n = 0; n < c->sc->expect.num; n++) {
		cond = &c->sc->expect.conditions[n];
		found = !cond->client[0] || has_client(c->sc, cond->client);
		for (i = 0; !found && i < c->sc->num_clients; i++) {
			for (p = 0; !found && p < c->sc->clients[i].count; p++) {
				process_name(&c->sc->clients[i], p, name, sizeof(name));
				found = !strcmp(name, cond->client);
			}
		}
		if (!found)
			refuse(c, place ? place->line : 0,
			       "[scenario] expect: there is no client %s;", cond->client);
	}
}

static void check_lanes(struct checker *c)
{
	const struct scenario_place *place = place_of(c, &c->sc->threads);
	struct budget budget;
	char text[1024];

	budget_of(&budget, c->sc);
	if (c->sc->enforce == ENFORCE_NONE && budget.lanes)
		refuse(c, 0, "[machine] enforce = none: no lanes are allowed, and %s has %u",
		       budget.shares[0].name, budget.shares[0].lanes);
	if (budget_is_possible(&budget))
		return;
	budget_text(&budget, text, sizeof(text));
	refuse(c, place ? place->line : 0, "[machine] threads = %u: %s; %u would do",
	       c->sc->threads, text, budget.needed);
}

/**
 * scenario_check() - what cannot be found in one key alone
 * @sc:		the scenario
 * @error:	what is wrong with it
 * @size:	bytes of @error
 *
 * Return: 0 or -1 with @error.
 */
int scenario_check(const struct scenario *sc, char *error, size_t size)
{
	struct checker c = { .sc = sc, .error = error, .size = size };
	unsigned int n;

	*error = 0;
	check_clients(&c);
	for (n = 0; n < sc->num_faults; n++)
		check_fault(&c, n);
	check_buses(&c);
	check_expect(&c);
	check_lanes(&c);
	return *error ? -1 : 0;
}
