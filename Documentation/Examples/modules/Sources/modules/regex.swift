import GitOpsRegex

/// Go's regular expressions in linear time, whatever the text.
func names(in text: String) throws -> [Substring] {
    let expression = try RegularExpression("(?P<name>[a-z0-9]([-a-z0-9]*[a-z0-9])?)")
    var found: [Substring] = []
    var start = 0
    let bytes = Array(text.utf8)
    while let match = expression.firstMatch(in: text, from: start), let range = match[0] {
        found.append(Substring(decoding: bytes[range], as: UTF8.self))
        start = max(range.upperBound, range.lowerBound + 1)
    }
    return found
}
