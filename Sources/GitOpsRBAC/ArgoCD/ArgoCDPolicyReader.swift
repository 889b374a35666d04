import GitOpsManifest

/// Reads lines of policies.
///
/// Source: `loadPolicyLine` in `util/rbac/rbac.go` of Argo CD, and `encoding/csv` of Go with `TrimLeadingSpace`.
struct ArgoCDPolicyReader {
    private(set) var lines: [ArgoCDPolicyLine] = []
    private(set) var problems: [ArgoCDProblem] = []
    /// Whether some line could not be read.
    var isMalformed: Bool { problems.contains { if case .malformed = $0.reason { true } else { false } } }

    mutating func read(_ text: some StringProtocol, project: String?, place: ArgoCDPlace) {
        let line = Self.trimmed(text)
        guard !line.isEmpty, line.first != "#" else { return }
        switch Self.fields(line) {
        case .failure(let reason): problems.append(ArgoCDProblem(reason: .malformed(reason), place: place))
        case .success(let fields):
            guard let rule = Self.rule(fields) else {
                problems.append(ArgoCDProblem(reason: .malformed(Self.expectation(fields)), place: place))
                return
            }
            lines.append(ArgoCDPolicyLine(rule: rule, place: place, project: project))
        }
    }

    private static func rule(_ fields: [String]) -> ArgoCDPolicyLine.Rule? {
        switch (fields[0], fields.count) {
        case ("g", 3): .membership(member: fields[1], role: fields[2])
        case ("p", 6):
            .permission(
                .init(
                    subject: fields[1], resource: fields[2], action: fields[3], object: fields[4], effect: fields[5]))
        default: nil
        }
    }

    private static func expectation(_ fields: [String]) -> ArgoCDProblem.Malformation {
        switch fields[0] {
        case "p": .fieldCount(type: "p", found: fields.count, expected: 6)
        case "g": .fieldCount(type: "g", found: fields.count, expected: 3)
        default: .unknownType(fields[0])
        }
    }

    /// Source: `strings.TrimSpace`.
    private static func trimmed(_ text: some StringProtocol) -> [Character] {
        let characters = Array(text)
        guard let first = characters.firstIndex(where: { !$0.isWhitespace }),
            let last = characters.lastIndex(where: { !$0.isWhitespace })
        else { return [] }
        return Array(characters[first...last])
    }

    /// The fields of a line: blanks before a field are left out, those behind it belong to it.
    static func fields(_ line: [Character]) -> Result<[String], ArgoCDProblem.Malformation> {
        var fields: [String] = []
        var index = 0
        while true {
            while index < line.count, line[index].isWhitespace { index += 1 }
            var field = ""
            if index < line.count, line[index] == "\"" {
                index += 1
                while true {
                    guard index < line.count else { return .failure(.quotes) }
                    if line[index] != "\"" {
                        field.append(line[index])
                        index += 1
                    } else if index + 1 < line.count, line[index + 1] == "\"" {
                        field.append("\"")
                        index += 2
                    } else {
                        index += 1
                        break
                    }
                }
                guard index == line.count || line[index] == "," else { return .failure(.quotes) }
            } else {
                while index < line.count, line[index] != "," {
                    guard line[index] != "\"" else { return .failure(.quotes) }
                    field.append(line[index])
                    index += 1
                }
            }
            fields.append(field)
            guard index < line.count else { return .success(fields) }
            index += 1
        }
    }
}

extension ArgoCDProblem.Malformation: Error {}

// MARK: Lines in a document

extension ArgoCDPolicyReader {
    /// Reads a text of several lines that is the value of a node.
    mutating func read(_ node: Node, text: String, path: String, origin: Origin?, project: String?) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let positions = node.positions(ofLines: lines)
        for (line, position) in zip(lines, positions) {
            read(line, project: project, place: ArgoCDPlace(path: path, origin: origin, position: position))
        }
    }
}

extension Node {
    /// Where each line of a text of several lines stands. Known exactly for a block that keeps its lines (`|`): there the
    /// lines are compared with those of the file. Otherwise it is where the text begins.
    fileprivate func positions(ofLines lines: [Substring]) -> [SourcePosition?] {
        guard let begin = position, let range = sourceRange, lines.count > 1 else {
            return Array(repeating: position, count: lines.count)
        }
        let source = document.source
        let rest = source[range.lowerBound..<source.byteCount]
        var found: [SourcePosition?] = []
        var number = begin.line
        var offset = range.lowerBound
        // The first line of the block has its indicator alone.
        let written = rest.split(separator: "\n", omittingEmptySubsequences: false).prefix(lines.count + 1)
        guard rest.first == "|" else { return Array(repeating: begin, count: lines.count) }
        offset += (written.first?.utf8.count ?? 0) + 1
        for (line, inFile) in zip(lines, written.dropFirst()) {
            number += 1
            let indentation = inFile.utf8.count - line.utf8.count
            let isSame =
                indentation >= 0 && inFile.hasSuffix(line) && inFile.utf8.prefix(indentation).allSatisfy { $0 == 0x20 }
            guard isSame || line.isEmpty else { break }
            let before = max(0, isSame ? indentation : 0)
            found.append(SourcePosition(line: number, column: before + 1, byteOffset: offset + before))
            offset += inFile.utf8.count + 1
        }
        return found + Array(repeating: begin, count: lines.count - found.count)
    }
}
