#define _GNU_SOURCE
#include "CNcurses.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

WINDOW *larder_stdscr(void) { return stdscr; }
int larder_colors(void) { return COLORS; }
int larder_color_pairs(void) { return COLOR_PAIRS; }

bool larder_has_string_capability(const char *name) {
  char *value = tigetstr((char *)name);
  return value != NULL && value != (char *)-1;
}

static attr_t ncurses_attributes(uint32_t attributes) {
  attr_t attrs = A_NORMAL;
  if (attributes & larder_bold) attrs |= A_BOLD;
  if (attributes & larder_dim) attrs |= A_DIM;
  if (attributes & larder_underline) attrs |= A_UNDERLINE;
  if (attributes & larder_reverse) attrs |= A_REVERSE;
  if (attributes & larder_italic) attrs |= A_ITALIC;
  return attrs;
}

void larder_put(int row, int column, const larder_cell *cells, int count) {
  enum { chunk = 256 };
  cchar_t text[chunk];
  int filled = 0, x = column;
  for (int i = 0; i < count; i++) {
    if (cells[i].scalar == 0) continue; /* ncurses knows how wide the glyph before it is */
    wchar_t scalar[2] = {(wchar_t)cells[i].scalar, 0};
    int pair = cells[i].pair;
    if (filled == 0) x = column + i;
    if (setcchar(&text[filled], scalar, ncurses_attributes(cells[i].attributes), (short)0, &pair) == OK) filled++;
    if (filled == chunk || i == count - 1) {
      mvwadd_wchnstr(stdscr, row, x, text, filled);
      filled = 0;
    }
  }
  if (filled > 0) mvwadd_wchnstr(stdscr, row, x, text, filled);
}

static locale_t utf8_locale;
static pthread_once_t utf8_once = PTHREAD_ONCE_INIT;
static void make_utf8_locale(void) { utf8_locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0); }

int larder_width(uint32_t scalar) {
  if (scalar >= 0x20 && scalar < 0x7f) return 1;
  pthread_once(&utf8_once, make_utf8_locale);
  if (utf8_locale == (locale_t)0) return -1;
  locale_t before = uselocale(utf8_locale);
  int width = wcwidth((wchar_t)scalar);
  uselocale(before);
  return width;
}

static const char *locale_setting(void) {
  const char *names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  for (int i = 0; i < 3; i++) {
    const char *value = getenv(names[i]);
    if (value != NULL && *value != 0) return value;
  }
  return NULL;
}

bool larder_set_locale(void) {
  const char *wanted = locale_setting();
  bool names_utf8 = wanted == NULL || strcasestr(wanted, "utf-8") != NULL || strcasestr(wanted, "utf8") != NULL;
  /* A locale that the user's machine has and this one has not, as over ssh, still says what the terminal takes. */
  if (wanted == NULL || setlocale(LC_CTYPE, "") == NULL) setlocale(LC_CTYPE, names_utf8 ? "C.UTF-8" : "C");
  return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}


int larder_window_size(int *columns, int *rows) {
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return -1;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return 0;
}

void larder_write(const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(STDOUT_FILENO, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes += written;
    count -= (size_t)written;
  }
}

/* Everything the handler touches is set before it is installed, and the handler makes async-signal-safe calls only. */
static const int crash_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT};
static struct termios saved_modes;
static bool saved_modes_valid;
static char leave_sequence[512];
static size_t leave_length;

SCREEN *larder_open(larder_colours colours) {
  saved_modes_valid = tcgetattr(STDIN_FILENO, &saved_modes) == 0;
  if (colours != larder_described_colours && larder_describe_direct_colours(colours)) {
    SCREEN *screen = newterm(NULL, stdout, stdin);
    larder_forget_direct_colours();
    if (screen != NULL) return screen;
  }
  return newterm(NULL, stdout, stdin);
}

void larder_abandon(SCREEN *screen) {
  delscreen(screen);
  if (saved_modes_valid) tcsetattr(STDIN_FILENO, TCSANOW, &saved_modes);
}

static void append_to_leave_sequence(const char *text) {
  if (text == NULL || text == (char *)-1) return;
  while (*text != 0 && leave_length < sizeof leave_sequence) {
    if (text[0] == '$' && text[1] == '<') { /* padding, meant for hardware */
      const char *end = strchr(text, '>');
      if (end == NULL) return;
      text = end + 1;
      continue;
    }
    leave_sequence[leave_length++] = *text++;
  }
}

static void restore_after_crash(int number) {
  larder_write(leave_sequence, leave_length);
  if (saved_modes_valid) tcsetattr(STDIN_FILENO, TCSANOW, &saved_modes);
  signal(number, SIG_DFL);
  raise(number);
}

void larder_guard_terminal(const char *extra) {
  leave_length = 0;
  append_to_leave_sequence(extra);
  append_to_leave_sequence(tigetstr("sgr0"));
  append_to_leave_sequence(tigetstr("rmkx"));
  append_to_leave_sequence(tigetstr("cnorm"));
  append_to_leave_sequence(tigetstr("rmcup"));
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = restore_after_crash;
  action.sa_flags = SA_NODEFER | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < sizeof crash_signals / sizeof *crash_signals; i++) sigaction(crash_signals[i], &action, NULL);
}

void larder_unguard_terminal(void) {
  for (size_t i = 0; i < sizeof crash_signals / sizeof *crash_signals; i++) signal(crash_signals[i], SIG_DFL);
}

int larder_poll(struct pollfd *descriptors, unsigned long count, int milliseconds) {
  return poll(descriptors, (nfds_t)count, milliseconds);
}

static sigset_t signal_set(const int *signals, int count) {
  sigset_t set;
  sigemptyset(&set);
  for (int i = 0; i < count; i++) sigaddset(&set, signals[i]);
  return set;
}

int larder_signal_descriptor(const int *signals, int count) {
  sigset_t set = signal_set(signals, count);
  return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

void larder_block_signals(const int *signals, int count) {
  sigset_t set = signal_set(signals, count);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
}

int larder_next_signal(int descriptor) {
  struct signalfd_siginfo info;
  return read(descriptor, &info, sizeof info) == (ssize_t)sizeof info ? (int)info.ssi_signo : 0;
}

void larder_suspend(void) {
  struct sigaction standard, before;
  memset(&standard, 0, sizeof standard);
  standard.sa_handler = SIG_DFL;
  sigaction(SIGTSTP, &standard, &before);
  sigset_t stop, mask;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  kill(0, SIGTSTP);
  /* The stop happens here, when the signal becomes deliverable. An orphaned process group is not stopped at all. */
  pthread_sigmask(SIG_UNBLOCK, &stop, &mask);
  pthread_sigmask(SIG_SETMASK, &mask, NULL);
  sigaction(SIGTSTP, &before, NULL);
}
