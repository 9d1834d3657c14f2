// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A driver whose device needs a clock and a supply that the trusted OS has, by SCMI. Loading it
 * switches both on, sets them and reads them back; it fails where a value is not what was set. They
 * stay on until it is unloaded. With supply=0 there is only the clock.
 */
#include <linux/clk.h>
#include <linux/clk-provider.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/regulator/consumer.h>

#include "scmi.h"

#define RATE	52000000	/* Hz */
#define LEVEL	3000000		/* microvolts */

static bool supply = true;
module_param(supply, bool, 0444);

static struct clk *clk;
static struct regulator *regulator;

static struct device_node *clock_protocol(void)
{
	struct device_node *scmi = of_find_compatible_node(NULL, NULL, "linaro,scmi-optee");
	struct device_node *node;
	u32 protocol;

	for_each_child_of_node(scmi, node)
		if (!of_property_read_u32(node, "reg", &protocol) &&
		    protocol == SCMI_PROTOCOL_CLOCK)
			break;
	of_node_put(scmi);
	return node;
}

static int start_clock(void)
{
	struct of_phandle_args args = { .np = clock_protocol(), .args_count = 1 };
	int rc;

	if (!args.np)
		return -ENODEV;
	clk = of_clk_get_from_provider(&args);
	of_node_put(args.np);
	if (IS_ERR(clk))
		return PTR_ERR(clk);
	rc = clk_prepare_enable(clk);
	if (rc)
		goto put;
	rc = clk_set_rate(clk, RATE);
	if (!rc && clk_get_rate(clk) != RATE)
		rc = -EIO;
	if (!rc)
		return 0;
	clk_disable_unprepare(clk);
put:
	clk_put(clk);
	return rc;
}

static void stop_clock(void)
{
	clk_disable_unprepare(clk);
	clk_put(clk);
}

static int start_supply(void)
{
	int rc;

	/* There is no device: the supply is found by its name. */
	regulator = regulator_get_optional(NULL, "vmmc");
	if (IS_ERR(regulator))
		return PTR_ERR(regulator);
	rc = regulator_set_voltage(regulator, LEVEL, LEVEL);
	if (!rc)
		rc = regulator_enable(regulator);
	if (rc)
		goto put;
	if (regulator_is_enabled(regulator) > 0 && regulator_get_voltage(regulator) == LEVEL)
		return 0;
	rc = -EIO;
	regulator_disable(regulator);
put:
	regulator_put(regulator);
	return rc;
}

static void stop_supply(void)
{
	regulator_disable(regulator);
	regulator_put(regulator);
}

static int __init supply_client_init(void)
{
	int rc = start_clock();

	if (rc) {
		pr_err("supply_client: clock: %d\n", rc);
		return rc;
	}
	rc = supply ? start_supply() : 0;
	if (rc) {
		pr_err("supply_client: supply: %d\n", rc);
		stop_clock();
	}
	return rc;
}
module_init(supply_client_init);

static void __exit supply_client_exit(void)
{
	if (supply)
		stop_supply();
	stop_clock();
}
module_exit(supply_client_exit);

MODULE_DESCRIPTION("Test: a device whose clock and supply are the trusted OS's");
MODULE_LICENSE("GPL");
