// zlib's public interface (https://zlib.net), and its initialiser, which is a macro.
#include <zlib.h>

static inline int gitops_inflate_init(z_stream *stream) { return inflateInit(stream); }
