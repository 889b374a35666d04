// libyaml's public interface; see https://pyyaml.org/wiki/LibYAML.
#include <yaml.h>
