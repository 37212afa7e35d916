/*
 * Thousands of listeners of an Ogg stream in one thread, cheap enough to run beside the server it measures.
 *
 *   listeners <port> <path> <count> <per second> <steady seconds> <stalled> <reference port> <reference path>
 *
 * Listener 0 hears the reference, the newest of the stream; the others come at the given rate. 5 s after the last one
 * "steady" is printed and everything is counted from then on; 10 s later the stalled ones stop reading. Each Ogg page is
 * looked at: a page is as late as it comes after the first listener who got it, and granules must follow each other by
 * at most 100 ms. At the end one line of JSON.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PAGE_SAMPLES = 4800, REF_SLOTS = 8192, LATE_BINS = 4001, SETTLE_S = 5, STALL_AFTER_S = 10, GRACE_S = 3 };
enum { CONNECTING, HEAD, BODY, CLOSED };

struct listener {
  int fd, state, stalled, status, lineFeeds, headBytes;
  unsigned char page[27 + 255];
  int have;        /* bytes of a page's header */
  uint32_t skip;   /* bytes of a page's body still to come */
  int64_t granule; /* of the last page with sound */
  double askedAt, firstAt, lastAt;
};

static struct listener *all;
static struct { int64_t granule; double at; } reference[REF_SLOTS];
static long lateBins[LATE_BINS];
static long pages, lateOver1s, missedPages, repeatedPages, bytes, closedReaders, refused, stalledClosed;
static double lateMax, gapMax;
static int steady, epollFd;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void sound(struct listener *l, int64_t granule, double at) {
  int slot = (int)((granule / PAGE_SAMPLES) % REF_SLOTS);
  if (reference[slot].granule != granule) {
    if (reference[slot].granule > granule) return;
    reference[slot].granule = granule;
    reference[slot].at = at;
  }
  if (steady && l != all && !l->stalled && reference[slot].at > l->firstAt) {
    double late = at - reference[slot].at;
    int bin = (int)(late * 1000);
    pages++;
    lateBins[bin < LATE_BINS ? bin : LATE_BINS - 1]++;
    if (late > lateMax) lateMax = late;
    if (late > 1.0) lateOver1s++;
    if (l->granule && granule > l->granule + PAGE_SAMPLES) missedPages += (granule - l->granule) / PAGE_SAMPLES - 1;
    if (l->granule && granule <= l->granule) repeatedPages++;
  }
  l->granule = granule;
}

static void parse(struct listener *l, const unsigned char *at, long length, double time) {
  while (length > 0) {
    if (l->skip) {
      long step = length < (long)l->skip ? length : (long)l->skip;
      l->skip -= step, at += step, length -= step;
      continue;
    }
    int want = l->have < 27 ? 27 : 27 + l->page[26];
    long step = want - l->have < length ? want - l->have : length;
    memcpy(l->page + l->have, at, step);
    l->have += step, at += step, length -= step;
    if (l->have < 27 || l->have < 27 + l->page[26]) continue;
    if (memcmp(l->page, "OggS", 4)) { fprintf(stderr, "a listener lost its place in the stream\n"); exit(1); }
    for (int i = 0; i < l->page[26]; i++) l->skip += l->page[27 + i];
    int64_t granule;
    memcpy(&granule, l->page + 6, 8);
    if (granule > 0) sound(l, granule, time);
    l->have = 0;
  }
}

static void closed(struct listener *l) {
  if (steady && !l->stalled) closedReaders++;
  if (l->stalled) stalledClosed++;
  close(l->fd);
  l->state = CLOSED;
}

static void readable(struct listener *l) {
  static unsigned char buffer[1 << 18];
  long got = recv(l->fd, buffer, sizeof buffer, 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) { closed(l); return; }
  double time = now();
  long from = 0;
  if (l->state == HEAD) {
    for (; from < got && l->lineFeeds < 2; from++) {
      if (l->headBytes++ == 9) l->status = (buffer[from] - '0') * 100;
      if (buffer[from] == '\n') l->lineFeeds++;
      else if (buffer[from] != '\r') l->lineFeeds = 0;
    }
    if (l->lineFeeds < 2) return;
    l->state = BODY;
    if (l->status != 200) { refused++; closed(l); return; }
  }
  if (from == got) return;
  if (!l->firstAt) l->firstAt = time;
  else if (steady && l != all && !l->stalled && time - l->lastAt > gapMax) gapMax = time - l->lastAt;
  l->lastAt = time;
  if (steady) bytes += got - from;
  parse(l, buffer + from, got - from, time);
}

static void dial(struct listener *l, int port) {
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  l->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (l->fd < 0) { perror("socket"); exit(1); }
  if (connect(l->fd, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS) { perror("connect"); exit(1); }
  l->state = CONNECTING;
  struct epoll_event event = { .events = EPOLLOUT, .data.ptr = l };
  epoll_ctl(epollFd, EPOLL_CTL_ADD, l->fd, &event);
}

static void ask(struct listener *l, const char *path) {
  char request[512];
  int length = snprintf(request, sizeof request, "GET %s HTTP/1.0\r\nUser-Agent: longwave-bench\r\n\r\n", path);
  l->askedAt = now();
  if (send(l->fd, request, length, MSG_NOSIGNAL) != length) { closed(l); return; }
  l->state = HEAD;
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = l };
  epoll_ctl(epollFd, EPOLL_CTL_MOD, l->fd, &event);
}

/* Those who did not read look what happened to their line. */
static void wakeStalled(int count) {
  double until = now() + GRACE_S;
  static char buffer[1 << 18];
  while (now() < until) {
    for (int i = 1; i <= count; i++) {
      if (!all[i].stalled || all[i].state == CLOSED) continue;
      long got = recv(all[i].fd, buffer, sizeof buffer, 0);
      if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) closed(&all[i]);
    }
    usleep(1000);
  }
}

static double percentile(double share) {
  long seen = 0;
  for (int i = 0; i < LATE_BINS; i++) if ((seen += lateBins[i]) >= share * pages) return i / 1000.0;
  return 0;
}

static int byValue(const void *a, const void *b) { return (*(double *)a > *(double *)b) - (*(double *)a < *(double *)b); }

static void report(int count, double seconds) {
  double *waits = calloc(count, sizeof *waits);
  int heard = 0;
  for (int i = 1; i <= count; i++) if (all[i].firstAt) waits[heard++] = all[i].firstAt - all[i].askedAt;
  qsort(waits, heard, sizeof *waits, byValue);
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  printf("{\"listeners\":%d,\"heard\":%d,\"refused\":%ld,\"steadySeconds\":%.1f,\"bytes\":%ld,\"pages\":%ld,\"missedPages\":%ld,\"repeatedPages\":%ld,"
         "\"readersDropped\":%ld,\"stalledDropped\":%ld,\"lateSeconds\":{\"median\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f},\"pagesLateOver1s\":%ld,"
         "\"longestPauseSeconds\":%.3f,\"firstByteSeconds\":{\"median\":%.4f,\"p99\":%.4f,\"max\":%.4f},\"clientCpuSeconds\":%.1f}\n",
         count, heard, refused, seconds, bytes, pages, missedPages, repeatedPages, closedReaders, stalledClosed, percentile(.5), percentile(.99), percentile(.999), lateMax, lateOver1s,
         gapMax, heard ? waits[heard / 2] : 0, heard ? waits[(long)heard * 99 / 100] : 0, heard ? waits[heard - 1] : 0,
         used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6);
}

int main(int argc, char **argv) {
  if (argc != 9) return 2;
  int port = atoi(argv[1]), count = atoi(argv[3]), perSecond = atoi(argv[4]), steadySeconds = atoi(argv[5]), stalled = atoi(argv[6]);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_cur < (rlim_t)count + 20) { fprintf(stderr, "only %ld files may be open here: ask for fewer listeners\n", (long)files.rlim_cur); return 1; }
  all = calloc(count + 1, sizeof *all);
  epollFd = epoll_create1(0);
  dial(&all[0], atoi(argv[7]));
  double start = now() + 1, steadyAt = 0;
  int dialled = 0, areStalled = 0;
  for (;;) {
    double time = now();
    for (; dialled < count && time > start + (double)dialled / perSecond; dialled++) dial(&all[dialled + 1], port);
    if (dialled == count && !steadyAt) steadyAt = time + SETTLE_S;
    if (steadyAt && !steady && time > steadyAt) { steady = 1; printf("steady\n"); fflush(stdout); }
    if (steady && !areStalled && stalled && time > steadyAt + STALL_AFTER_S) {
      for (int i = 0; i < stalled; i++) {
        struct listener *l = &all[1 + (long)i * count / stalled];
        if (l->state != BODY) continue;
        l->stalled = 1;
        epoll_ctl(epollFd, EPOLL_CTL_DEL, l->fd, NULL);
      }
      areStalled = 1;
    }
    if (steady && time > steadyAt + steadySeconds) break;
    struct epoll_event events[512];
    int ready = epoll_wait(epollFd, events, 512, steady ? 10 : 1);
    for (int i = 0; i < ready; i++) {
      struct listener *l = events[i].data.ptr;
      if (l->state == CONNECTING) ask(l, l == all ? argv[8] : argv[2]);
      else if (l->state != CLOSED) readable(l);
    }
  }
  printf("over\n");
  fflush(stdout);
  wakeStalled(count);
  report(count, now() - steadyAt - GRACE_S);
  return 0;
}
