/* Direct colours: a copy of the terminal's own description with 24-bit colours in it, in the binary form of term(5), handed to
   newterm through $TERMINFO as hexadecimal digits (terminfo(5), "Fetching Compiled Descriptions"). */
#include "CNcurses.h"

#include <stdlib.h>
#include <string.h>
#include <term.h>

static const char direct_foreground[] =
    "\033[%?%p1%{8}%<%t3%p1%d%e%p1%{16}%<%t9%p1%{8}%-%d%e%p1%{256}%<%t38;5;%p1%d%e"
    "38;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m";
static const char direct_background[] =
    "\033[%?%p1%{8}%<%t4%p1%d%e%p1%{16}%<%t10%p1%{8}%-%d%e%p1%{256}%<%t48;5;%p1%d%e"
    "48;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m";

enum { capacity = 16384, magic_32_bit = 01036, absent = 0xffff };

typedef struct {
  unsigned char bytes[capacity];
  size_t count;
  bool overflowed;
} buffer;

static void put_byte(buffer *to, unsigned char byte) {
  if (to->count < capacity) to->bytes[to->count++] = byte;
  else to->overflowed = true;
}
static void put_short(buffer *to, unsigned value) {
  put_byte(to, value & 0xff);
  put_byte(to, value >> 8 & 0xff);
}
static void put_int(buffer *to, int value) {
  put_short(to, (unsigned)value & 0xffff);
  put_short(to, (unsigned)value >> 16 & 0xffff);
}
static void put_text(buffer *to, const char *text) {
  while (*text != 0) put_byte(to, (unsigned char)*text++);
  put_byte(to, 0);
}
static void align(buffer *to) {
  if (to->count % 2 != 0) put_byte(to, 0);
}

static int length(NCURSES_CONST char *const *names) {
  int count = 0;
  while (names[count] != NULL) count++;
  return count;
}

static int number(const char *name) {
  if (strcmp(name, "colors") == 0) return 1 << 24;
  if (strcmp(name, "pairs") == 0) return 1 << 15;
  return tigetnum((char *)name);
}

static const char *string(const char *name) {
  if (strcmp(name, "setaf") == 0) return direct_foreground;
  if (strcmp(name, "setab") == 0) return direct_background;
  const char *value = tigetstr((char *)name);
  return value == (char *)-1 ? NULL : value;
}

/* The description that setupterm has read, with direct colours. */
static void describe(buffer *entry, buffer *table, const char *type) {
  int bools = length(boolnames), numbers = length(numnames), strings = length(strnames);
  for (int i = 0; i < strings; i++) {
    const char *value = string(strnames[i]);
    if (value != NULL) put_text(table, value);
  }
  put_short(entry, magic_32_bit);
  put_short(entry, (unsigned)strlen(type) + 1);
  put_short(entry, (unsigned)bools);
  put_short(entry, (unsigned)numbers);
  put_short(entry, (unsigned)strings);
  put_short(entry, (unsigned)table->count);
  put_text(entry, type);
  for (int i = 0; i < bools; i++) put_byte(entry, tigetflag((char *)boolnames[i]) > 0);
  align(entry);
  for (int i = 0; i < numbers; i++) put_int(entry, number(numnames[i]));
  unsigned offset = 0;
  for (int i = 0; i < strings; i++) {
    const char *value = string(strnames[i]);
    put_short(entry, value == NULL ? absent : offset);
    if (value != NULL) offset += (unsigned)strlen(value) + 1;
  }
  for (size_t i = 0; i < table->count; i++) put_byte(entry, table->bytes[i]);
  align(entry);
  /* The extended part: one boolean, RGB, and its name. */
  put_short(entry, 1);
  put_short(entry, 0);
  put_short(entry, 0);
  put_short(entry, 1);
  put_short(entry, sizeof "RGB");
  put_byte(entry, 1);
  align(entry);
  put_short(entry, 0);
  put_text(entry, "RGB");
}

static char *terminfo_before;

bool larder_describe_direct_colours(larder_colours colours) {
  const char *type = getenv("TERM");
  int failure;
  if (type == NULL || setupterm(NULL, 1, &failure) != OK) return false;
  bool has_them = tigetflag("RGB") > 0 || tigetnum("RGB") > 0 || tigetflag("Tc") > 0;
  bool is_wanted = (has_them || colours == larder_direct_colours) && tigetnum("colors") >= 256;
  buffer *entry = calloc(1, sizeof *entry), *table = calloc(1, sizeof *table);
  if (is_wanted && entry != NULL && table != NULL) describe(entry, table, type);
  is_wanted = is_wanted && entry != NULL && table != NULL && !entry->overflowed && !table->overflowed;
  if (is_wanted) {
    static const char digits[] = "0123456789ABCDEF";
    char *text = malloc(sizeof "hex:" + 2 * entry->count);
    if (text != NULL) {
      char *end = stpcpy(text, "hex:");
      for (size_t i = 0; i < entry->count; i++) {
        *end++ = digits[entry->bytes[i] >> 4];
        *end++ = digits[entry->bytes[i] & 15];
      }
      *end = 0;
      const char *before = getenv("TERMINFO");
      terminfo_before = before == NULL ? NULL : strdup(before);
      setenv("TERMINFO", text, 1);
    }
    is_wanted = text != NULL;
    free(text);
  }
  free(entry);
  free(table);
  del_curterm(cur_term);
  return is_wanted;
}

void larder_forget_direct_colours(void) {
  if (terminfo_before == NULL) unsetenv("TERMINFO");
  else setenv("TERMINFO", terminfo_before, 1);
  free(terminfo_before);
  terminfo_before = NULL;
}
