/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copyright (C) 2026 teelane authors
 *
 * SCMI, the System Control and Management Interface: what of it the trusted OS
 * serves and the normal world asks for. Numbers and layouts: Arm DEN 0056,
 * "Protocols" (base, clock, reset domain, voltage domain) and "Transports"
 * (shared memory); the message transport: Linux, drivers/firmware/arm_scmi/msg.c.
 *
 * The file includes nothing: the includer brings u8, u32 and u64 with it. All
 * words are little endian, as the CPU is.
 */
#ifndef TEELANE_ABI_SCMI_H
#define TEELANE_ABI_SCMI_H

/* Message header: bits 7..0 message, 9..8 type, 17..10 protocol, 27..18 token */
#define SCMI_HDR_MESSAGE(hdr)		((hdr) & 0xff)
#define SCMI_HDR_TYPE(hdr)		(((hdr) >> 8) & 0x3)
#define SCMI_HDR_PROTOCOL(hdr)		(((hdr) >> 10) & 0xff)
#define SCMI_HDR_TOKEN(hdr)		(((hdr) >> 18) & 0x3ff)
#define SCMI_HDR(protocol, message, token) \
	((u32)(message) | (u32)(protocol) << 10 | (u32)(token) << 18)

#define SCMI_TYPE_COMMAND		0

/* The first word of every answer, signed */
#define SCMI_SUCCESS			0
#define SCMI_NOT_SUPPORTED		(-1)
#define SCMI_INVALID_PARAMETERS		(-2)
#define SCMI_DENIED			(-3)
#define SCMI_NOT_FOUND			(-4)
#define SCMI_OUT_OF_RANGE		(-5)
#define SCMI_BUSY			(-6)
#define SCMI_COMMS_ERROR		(-7)
#define SCMI_GENERIC_ERROR		(-8)
#define SCMI_HARDWARE_ERROR		(-9)
#define SCMI_PROTOCOL_ERROR		(-10)

/* Protocols, and the versions whose messages are below */
#define SCMI_PROTOCOL_BASE		0x10
#define SCMI_PROTOCOL_CLOCK		0x14
#define SCMI_PROTOCOL_RESET		0x16
#define SCMI_PROTOCOL_VOLTAGE		0x17
#define SCMI_VERSION_BASE		0x20000
#define SCMI_VERSION_CLOCK		0x10000
#define SCMI_VERSION_RESET		0x10000
#define SCMI_VERSION_VOLTAGE		0x10000

/*
 * Messages, with what follows the header on the way in, and the status on the
 * way out
 *
 * All protocols:
 * VERSION		out version
 * ATTRIBUTES		out attributes; base: protocols in 7..0, agents in
 *			15..8; clock, reset, voltage: how many in 15..0
 * MESSAGE_ATTRIBUTES	in message; out attributes. NOT_FOUND: no such message
 */
#define SCMI_MSG_VERSION		0x0
#define SCMI_MSG_ATTRIBUTES		0x1
#define SCMI_MSG_MESSAGE_ATTRIBUTES	0x2

/* Names take 16 octets, the last of which is 0 */
#define SCMI_NAME_SIZE			16

/*
 * VENDOR, SUB_VENDOR	out name
 * IMPLEMENTATION	out version of the implementation
 * LIST_PROTOCOLS	in how many to skip; out how many follow, then one octet
 *			for each, filled up with 0 to whole words
 * AGENT		in agent id, 0 for the platform, ~0 for who asks; out
 *			agent id, name
 */
#define SCMI_BASE_VENDOR		0x3
#define SCMI_BASE_SUB_VENDOR		0x4
#define SCMI_BASE_IMPLEMENTATION	0x5
#define SCMI_BASE_LIST_PROTOCOLS	0x6
#define SCMI_BASE_AGENT			0x7
#define SCMI_BASE_AGENT_SELF		0xffffffff

/*
 * ATTRIBUTES		in clock; out bit 0: it is on, name
 * DESCRIBE_RATES	in clock, index of the first wanted; out LEVELS_*, then
 *			rates of 64 bits, low words first
 * RATE_SET		in flags, clock, rate of 64 bits
 * RATE_GET		in clock; out rate of 64 bits
 * CONFIG_SET		in clock, bit 0: on
 */
#define SCMI_CLOCK_ATTRIBUTES		0x3
#define SCMI_CLOCK_DESCRIBE_RATES	0x4
#define SCMI_CLOCK_RATE_SET		0x5
#define SCMI_CLOCK_RATE_GET		0x6
#define SCMI_CLOCK_CONFIG_SET		0x7
#define SCMI_CLOCK_ON			0x1
#define SCMI_CLOCK_SET_ASYNC		0x1
#define SCMI_CLOCK_SET_NO_RESPONSE	0x2
#define SCMI_CLOCK_SET_ROUND_UP		0x4
#define SCMI_CLOCK_SET_ROUND_AUTO	0x8

/*
 * How rates and voltage levels are described: bits 11..0 how many follow, bit
 * 12: they are lowest, highest and step, 31..16 how many more there are
 */
#define SCMI_LEVELS(num, more)		((u32)(num) | (u32)(more) << 16)
#define SCMI_LEVELS_NUM(flags)		((flags) & 0xfff)
#define SCMI_LEVELS_MORE(flags)		((flags) >> 16)
#define SCMI_LEVELS_RANGE		0x1000

/*
 * ATTRIBUTES		in domain; out attributes, latency in microseconds, name
 * RESET		in domain, flags, state
 */
#define SCMI_RESET_ATTRIBUTES		0x3
#define SCMI_RESET_RESET		0x4
#define SCMI_RESET_AUTONOMOUS		0x1
#define SCMI_RESET_ASSERT		0x2
#define SCMI_RESET_ASYNC		0x4
#define SCMI_RESET_LATENCY_UNKNOWN	0xffffffff

/*
 * ATTRIBUTES		in domain; out attributes, name
 * DESCRIBE_LEVELS	in domain, index of the first wanted; out LEVELS_*, then
 *			signed microvolts
 * CONFIG_SET		in domain, mode
 * CONFIG_GET		in domain; out mode
 * LEVEL_SET		in domain, flags, signed microvolts
 * LEVEL_GET		in domain; out signed microvolts
 */
#define SCMI_VOLTAGE_ATTRIBUTES		0x3
#define SCMI_VOLTAGE_DESCRIBE_LEVELS	0x4
#define SCMI_VOLTAGE_CONFIG_SET		0x5
#define SCMI_VOLTAGE_CONFIG_GET		0x6
#define SCMI_VOLTAGE_LEVEL_SET		0x7
#define SCMI_VOLTAGE_LEVEL_GET		0x8
#define SCMI_VOLTAGE_MODE_OFF		0x0
#define SCMI_VOLTAGE_MODE_ON		0x7
#define SCMI_VOLTAGE_MODE_MASK		0xf

#ifndef __ASSEMBLER__

/**
 * struct scmi_smt - shared memory of a channel
 * @reserved0:	0
 * @status:	SCMI_SMT_*
 * @reserved1:	0
 * @flags:	1: raise an interrupt when done
 * @length:	octets of @header and @payload that count
 * @header:	SCMI_HDR(); comes back as it went
 * @payload:	what follows the header
 *
 * Who asks fills in @length, @header and @payload and clears FREE; the answer
 * overwrites @length and @payload, then FREE is set.
 */
struct scmi_smt {
	u32 reserved0;
	u32 status;
	u32 reserved1[2];
	u32 flags;
	u32 length;
	u32 header;
	u8 payload[100];
};

/* Nothing is asked, or it is answered. */
#define SCMI_SMT_FREE			0x1
/* What was asked made no sense as a message. */
#define SCMI_SMT_ERROR			0x2

/**
 * struct scmi_msg_frame - a message in memory that is passed along
 * @header:	SCMI_HDR(); the answer has it, too
 * @payload:	what follows the header
 */
struct scmi_msg_frame {
	u32 header;
	u8 payload[100];
};

#define SCMI_SMT_SIZE			128
#define SCMI_PAYLOAD_MAX		100

_Static_assert(sizeof(struct scmi_smt) == SCMI_SMT_SIZE, "shared memory");
_Static_assert(__builtin_offsetof(struct scmi_smt, payload) == 28, "payload");

#endif /* __ASSEMBLER__ */
#endif /* TEELANE_ABI_SCMI_H */
