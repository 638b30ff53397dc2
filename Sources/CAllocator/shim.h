#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

// glibc puts small pieces of memory aside as they are freed and joins them with their neighbours when a large one is: after a
// mass expiry these are millions, and whoever frees then holds his lock for up to a tenth of a second. Without that store each
// piece is joined as it is freed. Nothing to do elsewhere.
static inline void join_freed_memory_at_once(void) {
#ifdef __GLIBC__
    mallopt(M_MXFAST, 0);
#endif
}
