// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copyright (C) 2026 teelane authors
 *
 * A table from numbers to pointers: a tree of nodes with 64 slots, as high as the largest number
 * needs.
 *
 * A number is in use from store or alloc to erase, also while its pointer is NULL. Nodes are
 * allocated without the lock: if one is missing, the function unlocks, allocates it, and starts
 * again.
 */
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "table.h"

#define BITS		6
#define SLOTS		64 /* 2 to the BITS */
#define MAX_HEIGHT	6 /* 36 bits */
#define MARKS		3

/**
 * struct hosted_table_node - 64 slots
 * @slot:	nodes; at the lowest level, entries. Of a spare node, [0] is the next.
 * @used:	at the lowest level: numbers that are in use
 * @mark:	at the lowest level: marks of these
 * @count:	numbers in use below here
 */
struct hosted_table_node {
	void *slot[SLOTS];
	u64 used;
	u64 mark[MARKS];
	unsigned long count;
};

/* Nodes from idr_preload(). */
static __thread struct hosted_table_node *preloaded;

static struct hosted_table_node *pop_node(struct hosted_table_node **list)
{
	struct hosted_table_node *node = *list;

	if (node) {
		*list = node->slot[0];
		node->slot[0] = NULL;
	}
	return node;
}

static void push_node(struct hosted_table_node **list, struct hosted_table_node *node)
{
	node->slot[0] = *list;
	*list = node;
}

static void free_all(struct hosted_table_node **list)
{
	struct hosted_table_node *node;

	while ((node = pop_node(list)))
		kfree(node);
}

/* How many numbers are below a node of a level? The lowest level is 1. */
static unsigned long level_capacity(unsigned int level)
{
	return 1UL << (BITS * level);
}

static unsigned int slot_of(unsigned long index, unsigned int level)
{
	return (index >> (BITS * (level - 1))) % SLOTS;
}

static struct hosted_table_node *find_leaf(const struct hosted_table *t, unsigned long index)
{
	unsigned int level = t->height;
	struct hosted_table_node *node = t->root;

	if (!node || index >= level_capacity(level))
		return NULL;
	for (; node && level > 1; level--)
		node = node->slot[slot_of(index, level)];
	return node;
}

static u64 bit_of(unsigned long index)
{
	return 1ULL << (index % SLOTS);
}

/* The way to @index, made of spare nodes where it is not there; NULL: one is missing. */
static struct hosted_table_node *make_leaf(struct hosted_table *t, unsigned long index,
					   struct hosted_table_node **spare)
{
	unsigned int level;
	struct hosted_table_node *node;

	while (!t->root || index >= level_capacity(t->height)) {
		node = pop_node(spare);
		if (!node)
			return NULL;
		if (t->root) {
			node->slot[0] = t->root;
			node->count = t->root->count;
		}
		t->root = node;
		t->height++;
	}
	for (node = t->root, level = t->height; level > 1; level--) {
		void **slot = &node->slot[slot_of(index, level)];

		if (!*slot)
			*slot = pop_node(spare);
		if (!*slot)
			return NULL;
		node = *slot;
	}
	return node;
}

/* Add @more to the counts of all nodes on the way to @index. */
static void change_counts(struct hosted_table *t, unsigned long index, int more)
{
	unsigned int level;
	struct hosted_table_node *node;

	for (node = t->root, level = t->height; level; level--) {
		node->count += more;
		if (level > 1)
			node = node->slot[slot_of(index, level)];
	}
}

static void free_below(struct hosted_table_node *node, unsigned int level)
{
	unsigned int n;

	if (!node)
		return;
	for (n = 0; level > 1 && n < SLOTS; n++)
		free_below(node->slot[n], level - 1);
	kfree(node);
}

/*
 * Free nodes without numbers on the way to @index, with all below them. Another task may have made
 * nodes there and unlocked; it makes them again.
 */
static void prune_path(struct hosted_table *t, unsigned long index)
{
	void **slot = (void **)&t->root;
	unsigned int level = t->height;
	struct hosted_table_node *node;

	while (level && (node = *slot) && node->count) {
		slot = &node->slot[slot_of(index, level)];
		level--;
	}
	if (!level || !*slot)
		return;
	free_below(*slot, level);
	*slot = NULL;
	if (!t->root)
		t->height = 0;
}

/**
 * hosted_table_init() - initialize a table
 * @t:	the table
 */
void hosted_table_init(struct hosted_table *t)
{
	spin_lock_init(&t->lock);
	t->root = NULL;
	t->height = 0;
}

/**
 * hosted_table_destroy() - erase all entries of a table, and free its nodes
 * @t:	the table
 */
void hosted_table_destroy(struct hosted_table *t)
{
	spin_lock(&t->lock);
	free_below(t->root, t->height);
	t->root = NULL;
	t->height = 0;
	spin_unlock(&t->lock);
}

/**
 * hosted_table_load() - find an entry
 * @t:	the table
 * @index:	its number
 *
 * Return: the entry, or NULL.
 */
void *hosted_table_load(struct hosted_table *t, unsigned long index)
{
	void *entry = NULL;
	struct hosted_table_node *leaf;

	spin_lock(&t->lock);
	leaf = find_leaf(t, index);
	if (leaf)
		entry = leaf->slot[index % SLOTS];
	spin_unlock(&t->lock);
	return entry;
}

/**
 * hosted_table_replace() - replace the entry of a number that is in use
 * @t:	the table
 * @index:	the number
 * @entry:	the new entry
 * @old:	the old entry
 *
 * Allocates nothing.
 *
 * Return: false if the number is not in use.
 */
bool hosted_table_replace(struct hosted_table *t, unsigned long index, void *entry, void **old)
{
	bool has;
	struct hosted_table_node *leaf;

	spin_lock(&t->lock);
	leaf = find_leaf(t, index);
	has = leaf && leaf->used & bit_of(index);
	if (has) {
		*old = leaf->slot[index % SLOTS];
		leaf->slot[index % SLOTS] = entry;
	}
	spin_unlock(&t->lock);
	return has;
}

/**
 * hosted_table_cmpxchg() - replace an entry if it is a certain one
 * @t:	the table
 * @index:	its number
 * @old:	the entry that is replaced, not NULL
 * @entry:	the new entry
 *
 * Return: the entry that was found, or NULL.
 */
void *hosted_table_cmpxchg(struct hosted_table *t, unsigned long index, void *old, void *entry)
{
	void *found = NULL;
	struct hosted_table_node *leaf;

	spin_lock(&t->lock);
	leaf = find_leaf(t, index);
	if (leaf)
		found = leaf->slot[index % SLOTS];
	if (found && found == old)
		leaf->slot[index % SLOTS] = entry;
	spin_unlock(&t->lock);
	return found;
}

static void put_entry(struct hosted_table *t, struct hosted_table_node *leaf,
		      unsigned long index, void *entry, void **old)
{
	*old = leaf->slot[index % SLOTS];
	leaf->slot[index % SLOTS] = entry;
	if (leaf->used & bit_of(index))
		return;
	leaf->used |= bit_of(index);
	change_counts(t, index, 1);
}

/* One more spare node: first from idr_preload(). */
static int get_spare(struct hosted_table_node **spare, gfp_t gfp)
{
	struct hosted_table_node *node = pop_node(&preloaded);

	if (!node)
		node = kzalloc(sizeof(*node), gfp);
	if (!node)
		return -ENOMEM;
	push_node(spare, node);
	return 0;
}

/**
 * hosted_table_store() - store an entry
 * @t:	the table
 * @index:	its number, in use from now on
 * @entry:	the entry
 * @gfp:	GFP_*
 * @old:	the old entry
 *
 * Return: 0 or -ENOMEM.
 */
int hosted_table_store(struct hosted_table *t, unsigned long index, void *entry, gfp_t gfp,
		       void **old)
{
	struct hosted_table_node *spare = NULL;
	struct hosted_table_node *leaf;
	int rc = 0;

	if (index >= level_capacity(MAX_HEIGHT))
		return -ENOMEM;
	for (;;) {
		spin_lock(&t->lock);
		leaf = make_leaf(t, index, &spare);
		if (leaf)
			put_entry(t, leaf, index, entry, old);
		else if (rc)
			prune_path(t, index);
		spin_unlock(&t->lock);
		if (leaf || rc)
			break;
		rc = get_spare(&spare, gfp);
	}
	free_all(&spare);
	return leaf ? 0 : rc;
}

/* Find the first number from @index on, below this node, that is not in use; else its end. */
static unsigned long first_free(const struct hosted_table_node *node, unsigned int level,
				unsigned long index)
{
	unsigned long first = index & ~(level_capacity(level) - 1);
	unsigned int n;

	if (!node)
		return index;
	if (node->count == level_capacity(level))
		return first + level_capacity(level);
	if (level == 1) {
		while (index < first + SLOTS && node->used & bit_of(index))
			index++;
		return index;
	}
	for (n = slot_of(index, level); n < SLOTS; n++) {
		index = first_free(node->slot[n], level - 1, index);
		if (index < first + (n + 1) * level_capacity(level - 1))
			return index;
	}
	return index;
}

/**
 * hosted_table_alloc() - store an entry under a number that is not in use
 * @t:	the table
 * @min:	the smallest number
 * @max:	the largest number
 * @entry:	the entry
 * @gfp:	GFP_*
 * @index:	the number
 *
 * Return: 0, -ENOSPC if all numbers are in use, or -ENOMEM.
 */
int hosted_table_alloc(struct hosted_table *t, unsigned long min, unsigned long max, void *entry,
		       gfp_t gfp, unsigned long *index)
{
	struct hosted_table_node *spare = NULL;
	unsigned long at;
	void *old;
	struct hosted_table_node *leaf;
	int rc = 0;

	for (;;) {
		spin_lock(&t->lock);
		at = min;
		if (t->root && min < level_capacity(t->height))
			at = first_free(t->root, t->height, min);
		leaf = at <= max ? make_leaf(t, at, &spare) : NULL;
		if (leaf)
			put_entry(t, leaf, at, entry, &old);
		else if (rc && at <= max)
			prune_path(t, at);
		spin_unlock(&t->lock);
		if (leaf || rc || at > max)
			break;
		rc = get_spare(&spare, gfp);
	}
	free_all(&spare);
	*index = at;
	if (leaf)
		return 0;
	return at > max ? -ENOSPC : rc;
}

/**
 * hosted_table_erase() - erase a number and its marks
 * @t:	the table
 * @index:	the number
 *
 * Return: the entry, or NULL.
 */
void *hosted_table_erase(struct hosted_table *t, unsigned long index)
{
	void *entry = NULL;
	unsigned int n;
	struct hosted_table_node *leaf;

	spin_lock(&t->lock);
	leaf = find_leaf(t, index);
	if (leaf && leaf->used & bit_of(index)) {
		entry = leaf->slot[index % SLOTS];
		leaf->slot[index % SLOTS] = NULL;
		leaf->used &= ~bit_of(index);
		for (n = 0; n < MARKS; n++)
			leaf->mark[n] &= ~bit_of(index);
		change_counts(t, index, -1);
		prune_path(t, index);
	}
	spin_unlock(&t->lock);
	return entry;
}

static void *next_below(const struct hosted_table_node *node, unsigned int level,
			unsigned long *index)
{
	unsigned long step = level_capacity(level - 1);
	unsigned long next;
	unsigned int n;
	void *entry;

	for (n = slot_of(*index, level); n < SLOTS; n++) {
		next = (*index & ~(step - 1)) + step;
		entry = node->slot[n];
		if (entry && level > 1)
			entry = next_below(entry, level - 1, index);
		if (entry)
			return entry;
		*index = next;
	}
	return NULL;
}

/**
 * hosted_table_next() - find the first entry from a number on that is not NULL
 * @t:	the table
 * @index:	the number, and then the number of the entry
 *
 * Return: the entry, or NULL.
 */
void *hosted_table_next(struct hosted_table *t, unsigned long *index)
{
	void *entry = NULL;

	spin_lock(&t->lock);
	if (t->root && *index < level_capacity(t->height))
		entry = next_below(t->root, t->height, index);
	spin_unlock(&t->lock);
	return entry;
}

/**
 * hosted_table_mark() - set, clear or read a mark
 * @t:	the table
 * @index:	number
 * @mark:	which mark
 * @set:	1 sets it, 0 clears it, -1 only reads it
 *
 * Return: true if it was set.
 */
bool hosted_table_mark(struct hosted_table *t, unsigned long index, unsigned int mark, int set)
{
	bool was = false;
	struct hosted_table_node *leaf;

	spin_lock(&t->lock);
	leaf = find_leaf(t, index);
	if (leaf && leaf->used & bit_of(index)) {
		was = leaf->mark[mark] & bit_of(index);
		if (set > 0)
			leaf->mark[mark] |= bit_of(index);
		else if (!set)
			leaf->mark[mark] &= ~bit_of(index);
	}
	spin_unlock(&t->lock);
	return was;
}

/**
 * hosted_table_preload() - allocate the nodes that one store may need
 * @gfp:	GFP_*
 *
 * Until hosted_table_preload_end() the current task must not sleep.
 */
void hosted_table_preload(gfp_t gfp)
{
	unsigned int n;
	struct hosted_table_node *node;

	for (n = 0; n < MAX_HEIGHT; n++) {
		node = kzalloc(sizeof(*node), gfp);
		if (!node)
			break;
		push_node(&preloaded, node);
	}
	/* As in Linux, what was set aside is this task's until the end. */
	current->atomic++;
}

/**
 * hosted_table_preload_end() - undo hosted_table_preload()
 */
void hosted_table_preload_end(void)
{
	current->atomic--;
	free_all(&preloaded);
}
