#ifndef CNCURSES_H
#define CNCURSES_H
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <ncursesw/curses.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <termios.h>

/* What ncurses offers as macros, varargs or shared variables, which Swift does not import. */
WINDOW *larder_stdscr(void);
int larder_colors(void);
int larder_color_pairs(void);
bool larder_has_string_capability(const char *name);

typedef enum {
  larder_bold = 1 << 0,
  larder_dim = 1 << 1,
  larder_underline = 1 << 2,
  larder_reverse = 1 << 3,
  larder_italic = 1 << 4,
} larder_attributes;

/* A code point with its look; pair 0 is the terminal's own colours, code point 0 the right half of a wide glyph. */
typedef struct {
  uint32_t scalar;
  uint32_t attributes;
  int pair;
} larder_cell;

/* Puts cells beside each other in a row. */
void larder_put(int row, int column, const larder_cell *cells, int count);

/* Columns of a code point in UTF-8, whatever the process's locale is; -1 where it is not printable. */
int larder_width(uint32_t scalar);

/* Chooses the character set; true where the terminal takes UTF-8. An environment that names no locale at all counts as
   UTF-8: containers and minimal images set none, and their terminals have been UTF-8 for two decades. */
bool larder_set_locale(void);

/* Which colours are asked of the terminal. */
typedef enum {
  /* Those of its description. */
  larder_described_colours,
  /* Direct ones where its description has RGB or Tc. */
  larder_direct_where_described,
  larder_direct_colours,
} larder_colours;

/* newterm on standard output and input; NULL where the terminal is unknown. With direct colours 0 to 255 remain the palette's
   and anything above is 0xRRGGBB. */
SCREEN *larder_open(larder_colours colours);

/* Makes newterm find a description of this terminal with direct colours, until larder_forget_direct_colours is called; false
   where there is none to be made. */
bool larder_describe_direct_colours(larder_colours colours);
void larder_forget_direct_colours(void);

/* Undoes larder_open before anything was drawn, without writing to the terminal as endwin would. */
void larder_abandon(SCREEN *screen);

/* 0 on success. */
int larder_window_size(int *columns, int *rows);

/* Writes all of it to standard output. */
void larder_write(const char *bytes, size_t count);

/* Restores the terminal when the process crashes: writes `extra` and the terminal's own leave sequences, and sets its modes
   as they were at larder_open. */
void larder_guard_terminal(const char *extra);
void larder_unguard_terminal(void);

/* Milliseconds, -1 for ever. */
int larder_poll(struct pollfd *descriptors, unsigned long count, int milliseconds);

int larder_signal_descriptor(const int *signals, int count);
void larder_block_signals(const int *signals, int count);
/* The number of the next pending signal of `descriptor`, or 0. */
int larder_next_signal(int descriptor);

/* Stops the process group as a terminal's suspend key does; returns after it was continued. */
void larder_suspend(void);
#endif
