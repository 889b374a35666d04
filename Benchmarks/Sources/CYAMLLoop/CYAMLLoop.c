#include "CYAMLLoop.h"

#include <yaml.h>

size_t yaml_loop_events(const uint8_t *bytes, size_t count) {
    yaml_parser_t parser;
    yaml_event_t event;
    size_t events = 0;
    int isAtEnd = 0;
    if (!yaml_parser_initialize(&parser)) return 0;
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, bytes, count);
    while (!isAtEnd && yaml_parser_parse(&parser, &event)) {
        isAtEnd = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
        events += 1;
    }
    yaml_parser_delete(&parser);
    return events;
}
