import GitOpsManifest

/// Reads lines of policies.
///
/// Source: `loadPolicyLine` in `util/rbac/rbac.go` of Argo CD, and `encoding/csv` of Go with `TrimLeadingSpace`. Both
/// go by code points: a quote with a combining mark behind it is still a quote.
struct ArgoCDPolicyReader {
    private(set) var lines: [ArgoCDPolicyLine] = []
    private(set) var problems: [ArgoCDProblem] = []
    /// Lines with something in them, of this reader and of those before it.
    private(set) var count: Int
    private let limits: ArgoCDLimits
    /// Lines that Argo CD cannot read.
    var malformed: [ArgoCDProblem] { problems.filter { if case .malformed = $0.reason { true } else { false } } }

    init(limits: ArgoCDLimits, after count: Int = 0) {
        self.limits = limits
        self.count = count
    }

    mutating func read(_ text: some StringProtocol, project: String?, place: ArgoCDPlace) {
        // The first line too many is told, the others are not even looked at.
        guard count <= limits.lines else { return }
        let line = Self.trimmed(text)
        guard !line.isEmpty, line.first != "#" else { return }
        count += 1
        guard count <= limits.lines else {
            problems.append(ArgoCDProblem(reason: .tooManyLines(maximum: limits.lines), place: place))
            return
        }
        guard let fields = Self.fields(line) else {
            problems.append(ArgoCDProblem(reason: .malformed(.quotes), place: place))
            return
        }
        guard !Self.typesWithoutEffect.contains(fields[0]) else {
            problems.append(ArgoCDProblem(reason: .typeWithoutEffect(fields[0]), place: place))
            return
        }
        guard let rule = Self.rule(fields) else {
            problems.append(ArgoCDProblem(reason: .malformed(Self.expectation(fields)), place: place))
            return
        }
        guard fields.allSatisfy({ $0.utf8.count <= limits.fieldBytes }) else {
            problems.append(ArgoCDProblem(reason: .fieldTooLong(maximum: limits.fieldBytes), place: place))
            return
        }
        lines.append(ArgoCDPolicyLine(rule: rule, place: place, project: project))
    }

    /// Sections of the model that casbin takes lines for and never looks at: request, effect and matcher.
    ///
    /// Source: `loadPolicyLine` looks the type up among the sections of `assets/model.conf`.
    private static let typesWithoutEffect = ["r", "e", "m"]

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
    private static func trimmed(_ text: some StringProtocol) -> [Unicode.Scalar] {
        let scalars = Array(text.unicodeScalars)
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return [] }
        return Array(scalars[first...last])
    }

    /// The fields of a line: blanks before a field are left out, those behind it belong to it. `nil` when its quotes
    /// are wrong.
    private static func fields(_ line: [Unicode.Scalar]) -> [String]? {
        var fields: [String] = []
        var index = 0
        while true {
            while index < line.count, line[index].properties.isWhitespace { index += 1 }
            var field = String.UnicodeScalarView()
            if index < line.count, line[index] == "\"" {
                index += 1
                while true {
                    guard index < line.count else { return nil }
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
                guard index == line.count || line[index] == "," else { return nil }
            } else {
                while index < line.count, line[index] != "," {
                    guard line[index] != "\"" else { return nil }
                    field.append(line[index])
                    index += 1
                }
            }
            fields.append(String(field))
            guard index < line.count else { return fields }
            index += 1
        }
    }
}

// MARK: Lines in a document

extension ArgoCDPolicyReader {
    /// Reads a text of several lines that is the value of a node.
    mutating func read(_ node: Node, text: String, path: String, origin: Origin?, project: String?) {
        let lines = text.lines
        let positions = node.positions(ofLines: lines)
        for (line, position) in zip(lines, positions) {
            read(line, project: project, place: ArgoCDPlace(path: path, origin: origin, position: position))
        }
    }
}

extension String {
    /// The parts between line feeds: to Swift a carriage return and its line feed are one character.
    var lines: [Substring] {
        utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Substring.init)
    }
}

extension Node {
    /// Where each line of a text of several lines stands. Known exactly for a block that keeps its lines (`|`): there
    /// the lines are compared with those of the file. Otherwise it is where the text begins.
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
        let written = rest.lines.prefix(lines.count + 1)
        guard rest.utf8.first == UInt8(ascii: "|") else { return Array(repeating: begin, count: lines.count) }
        offset += (written.first?.utf8.count ?? 0) + 1
        for (line, lineInFile) in zip(lines, written.dropFirst()) {
            number += 1
            let inFile = lineInFile.utf8.last == UInt8(ascii: "\r") ? lineInFile.utf8.dropLast() : lineInFile.utf8
            let indentation = inFile.count - line.utf8.count
            let isSame =
                indentation >= 0 && inFile.dropFirst(indentation).elementsEqual(line.utf8)
                && inFile.prefix(indentation).allSatisfy { $0 == 0x20 }
            guard isSame || line.isEmpty else { break }
            let before = max(0, isSame ? indentation : 0)
            found.append(SourcePosition(line: number, column: before + 1, byteOffset: offset + before))
            offset += lineInFile.utf8.count + 1
        }
        return found + Array(repeating: begin, count: lines.count - found.count)
    }
}
