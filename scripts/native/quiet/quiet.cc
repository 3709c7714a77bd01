// Loads TensorFlow's library without the notes that it writes on standard error meanwhile and afterwards, such as
// that oneDNN is in use. Nothing in its C API prevents these: they begin before any of its functions could be
// called, and TF_CPP_MIN_LOG_LEVEL is heeded by its Python side only.
#include <dlfcn.h>
#include <node_api.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

// absl::SetMinLogLevel of the Abseil inside the library (0 everything, 1 warnings, 2 errors, 3 fatal errors).
static const char kSetMinLogLevel[] = "_ZN4absl12lts_2025081414SetMinLogLevelENS0_18LogSeverityAtLeastE";

static int Level() {
  const char *asked = std::getenv("TF_CPP_MIN_LOG_LEVEL");
  const int level = asked == nullptr ? 1 : std::atoi(asked);
  return level < 0 ? 0 : level > 3 ? 3 : level;
}

static bool IsNote(const char *line) {
  // "I0000 00:00:..." is a note; the banner says where messages go before the level is set.
  return (line[0] == 'I' && line[1] >= '0' && line[1] <= '9') ||
         std::strncmp(line, "WARNING: All log messages before absl::InitializeLog()", 54) == 0;
}

// load(path of libtensorflow_framework): undefined, or why it could not be loaded.
static napi_value Load(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  size_t length = 0;
  napi_get_value_string_utf8(env, argument, nullptr, 0, &length);
  std::string path(length + 1, '\0');
  napi_get_value_string_utf8(env, argument, &path[0], path.size(), &length);

  const int level = Level();
  // What is written meanwhile goes through a file, and on from there unless it is a note.
  FILE *meanwhile = level == 0 ? nullptr : std::tmpfile();
  const int error_stream = meanwhile == nullptr ? -1 : dup(STDERR_FILENO);
  if (error_stream >= 0) {
    std::fflush(stderr);
    dup2(fileno(meanwhile), STDERR_FILENO);
  }
  void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (error_stream >= 0) {
    std::fflush(stderr);
    dup2(error_stream, STDERR_FILENO);
    close(error_stream);
    std::rewind(meanwhile);
    char line[4096];
    while (std::fgets(line, sizeof line, meanwhile) != nullptr)
      if (!IsNote(line)) std::fputs(line, stderr);
  }
  if (meanwhile != nullptr) std::fclose(meanwhile);

  napi_value problem;
  if (library == nullptr) {
    napi_create_string_utf8(env, dlerror(), NAPI_AUTO_LENGTH, &problem);
    return problem;
  }
  if (void *set = dlsym(library, kSetMinLogLevel)) reinterpret_cast<void (*)(int)>(set)(level);
  napi_get_undefined(env, &problem);
  return problem;
}

static napi_value Init(napi_env env, napi_value exports) {
  napi_value load;
  napi_create_function(env, "load", NAPI_AUTO_LENGTH, Load, nullptr, &load);
  napi_set_named_property(env, exports, "load", load);
  return exports;
}

NAPI_MODULE(quiet, Init)
