// SPDX-License-Identifier: BSD-2-Clause
/*
 * Copyright (C) 2026 teelane authors
 *
 * SCMI clock protocol: Arm DEN 0056, "Clock management protocol".
 */
#include <secure/platform.h>
#include <secure/pta.h>

#include "scmi_gate.h"

/* A change reads rate and state of a clock and sets both: no other change may come in between. */
static struct secure_lock clock_lock;

/*
 * Is there a clock @id? If so, @id has passed secure_index(), so that a core that predicts the
 * check wrongly does not use an id beyond the last clock.
 */
static bool clock_exists(u32 *id)
{
	unsigned int num = platform_clock_count();

	if (*id >= num)
		return false;
	*id = secure_index(*id, num);
	return true;
}

static u32 clock_attributes(void)
{
	return platform_clock_count() & 0xffff;
}

static int32_t scmi_clock_protocol_attributes(struct scmi_msg *msg)
{
	u32 id = msg->in[0];
	u64 hz;
	bool on;

	if (!clock_exists(&id))
		return SCMI_NOT_FOUND;
	platform_clock_get(id, &on, &hz);
	scmi_put32(msg, on ? SCMI_CLOCK_ON : 0);
	scmi_put_name(msg, platform_clock_desc(id)->name);
	return SCMI_SUCCESS;
}

/* A clock without steps has the two rates at its ends, or one. */
static int32_t list_rates(struct scmi_msg *msg, const struct platform_clock *clock, u32 first)
{
	u64 rates[2] = { clock->min_hz, clock->max_hz };
	u32 total = clock->min_hz == clock->max_hz ? 1 : 2;
	u32 i;

	if (first >= total)
		return SCMI_OUT_OF_RANGE;
	scmi_put32(msg, SCMI_LEVELS(total - first, 0));
	for (i = first; i < total; i++)
		scmi_put64(msg, rates[i]);
	return SCMI_SUCCESS;
}

static int32_t scmi_clock_describe_rates(struct scmi_msg *msg)
{
	const struct platform_clock *clock;
	u32 id = msg->in[0];
	u32 first = msg->in[1];

	if (!clock_exists(&id))
		return SCMI_NOT_FOUND;
	clock = platform_clock_desc(id);
	if (!clock->step_hz)
		return list_rates(msg, clock, first);
	if (first)
		return SCMI_OUT_OF_RANGE;
	scmi_put32(msg, SCMI_LEVELS(3, 0) | SCMI_LEVELS_RANGE);
	scmi_put64(msg, clock->min_hz);
	scmi_put64(msg, clock->max_hz);
	scmi_put64(msg, clock->step_hz);
	return SCMI_SUCCESS;
}

/* Round @hz, which is between the ends, to a rate that the clock can have. */
static u64 round_rate(const struct platform_clock *clock, u64 hz, u32 flags)
{
	u64 step = clock->step_hz ? clock->step_hz : clock->max_hz - clock->min_hz;
	u64 above;
	u64 down;

	if (!step)
		return clock->min_hz;
	above = (hz - clock->min_hz) % step;
	down = hz - above;
	/* The last step may be shorter, so the rounded rate can lie beyond the end. */
	if (!above || clock->max_hz - down < step)
		return down;
	if (flags & SCMI_CLOCK_SET_ROUND_AUTO)
		return above * 2 >= step ? down + step : down;
	return flags & SCMI_CLOCK_SET_ROUND_UP ? down + step : down;
}

/* NULL: as it was */
static int32_t change_clock(u32 id, const bool *on, const u64 *hz)
{
	bool was_on;
	u64 old_rate;
	int rc;

	secure_lock(&clock_lock);
	platform_clock_get(id, &was_on, &old_rate);
	rc = platform_clock_set(id, on ? *on : was_on, hz ? *hz : old_rate);
	secure_unlock(&clock_lock);
	return rc ? SCMI_HARDWARE_ERROR : SCMI_SUCCESS;
}

static int32_t scmi_clock_rate_set(struct scmi_msg *msg)
{
	u32 flags = msg->in[0];
	u32 id = msg->in[1];
	u64 hz = (u64)msg->in[3] << 32 | msg->in[2];
	const struct platform_clock *clock;

	if (!clock_exists(&id))
		return SCMI_NOT_FOUND;
	if (flags & (SCMI_CLOCK_SET_ASYNC | SCMI_CLOCK_SET_NO_RESPONSE))
		return SCMI_NOT_SUPPORTED;
	clock = platform_clock_desc(id);
	if (hz < clock->min_hz || hz > clock->max_hz)
		return SCMI_INVALID_PARAMETERS;
	hz = round_rate(clock, hz, flags);
	return change_clock(id, NULL, &hz);
}

static int32_t scmi_clock_rate_get(struct scmi_msg *msg)
{
	u32 id = msg->in[0];
	u64 hz;
	bool on;

	if (!clock_exists(&id))
		return SCMI_NOT_FOUND;
	platform_clock_get(id, &on, &hz);
	scmi_put64(msg, hz);
	return SCMI_SUCCESS;
}

static int32_t switch_gated_clock(u32 id, bool on)
{
	const struct platform_gate *gate = platform_clock_desc(id)->gate;
	int32_t status = scmi_gate_begin(gate, on);

	if (status != SCMI_SUCCESS)
		return status;
	status = change_clock(id, &on, NULL);
	scmi_gate_end(gate);
	return status;
}

static int32_t scmi_clock_config_set(struct scmi_msg *msg)
{
	u32 id = msg->in[0];
	u32 config = msg->in[1];
	bool on = config & SCMI_CLOCK_ON;

	if (!clock_exists(&id))
		return SCMI_NOT_FOUND;
	if (config & ~SCMI_CLOCK_ON)
		return SCMI_INVALID_PARAMETERS;
	return switch_gated_clock(id, on);
}

static const struct scmi_command commands[] = {
	[SCMI_CLOCK_ATTRIBUTES] = { scmi_clock_protocol_attributes, 1 },
	[SCMI_CLOCK_DESCRIBE_RATES] = { scmi_clock_describe_rates, 2 },
	[SCMI_CLOCK_RATE_SET] = { scmi_clock_rate_set, 4 },
	[SCMI_CLOCK_RATE_GET] = { scmi_clock_rate_get, 1 },
	[SCMI_CLOCK_CONFIG_SET] = { scmi_clock_config_set, 2 },
};

const struct scmi_protocol scmi_clock = {
	.id = SCMI_PROTOCOL_CLOCK,
	.version = SCMI_VERSION_CLOCK,
	.attributes = clock_attributes,
	.commands = commands,
	.num = ARRAY_SIZE(commands),
};
