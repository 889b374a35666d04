import GitOpsManifest
import GitOpsReport

/// The lines of files that findings are about.
struct FindingExcerpts {
    private struct Place: Hashable {
        let path: ExactText
        let revision: String?
    }

    private var files: [Place: File] = [:]

    /// The objects of a file. Findings may be as many as objects, so that none of them goes through all.
    private struct File {
        var manifests: [Int: [Manifest]] = [:]
        /// The lines of its Secrets; `nil` when those of one are not known.
        var secretLines: [ClosedRange<Int>]? = []
    }

    /// Longest line that is shown, in Unicode scalars.
    private static let longestLine = 200

    init(_ input: GateInput) {
        for set in [input.head, input.base].compactMap({ $0 }) {
            for manifest in set.manifests {
                let place = Place(path: ExactText(manifest.origin.path), revision: manifest.origin.revision)
                files[place, default: File()].manifests[manifest.origin.documentIndex, default: []].append(manifest)
                if manifest.id.isSecret {
                    if let lines = Self.lines(manifest) {
                        files[place]?.secretLines?.append(lines)
                    } else {
                        files[place]?.secretLines = nil
                    }
                }
            }
        }
    }

    /// What was found out about files and documents, once for all findings about them.
    private struct Known {
        var lines: [Place: SourceLines] = [:]
        var sensitiveLines: [ObjectIdentifier: [ClosedRange<Int>]] = [:]
    }

    /// The findings with the line of their first place. Complexity: O(bytes of the files + findings × sensitive values of a
    /// document).
    func adding(to findings: [Finding]) -> [Finding] {
        var known = Known()
        return findings.map { finding in
            guard finding.verdict.needsAttention, let place = finding.places.first, place.line == nil else {
                return finding
            }
            var finding = finding
            finding.places[0].line = line(place, &known)
            return finding
        }
    }

    private func line(_ place: SourcePlace, _ known: inout Known) -> String? {
        let file = Place(path: ExactText(place.origin.path), revision: place.origin.revision)
        guard let position = place.position, let content = files[file],
            // The items of a list are one document.
            let manifest = content.manifests[place.origin.documentIndex]?.first(where: { $0.holds(position) }),
            // A line of a file may have values of a Secret whichever of its documents is meant: JSON is one line.
            !manifest.id.isSecret, let secrets = content.secretLines,
            !secrets.contains(where: { $0.contains(position.line) })
        else { return nil }
        // Whether the value of a variable is a secret is a guess at best.
        let root = manifest.document.root
        let hidden = known.sensitiveLines[ObjectIdentifier(root.storage)] ?? root.sensitiveLines
        known.sensitiveLines[ObjectIdentifier(root.storage)] = hidden
        guard !hidden.contains(where: { $0.contains(position.line) }) else { return nil }
        // The documents of a file share its text.
        let source = known.lines[file] ?? SourceLines(manifest.document.source)
        known.lines[file] = source
        guard let line = source[position.line], isAlone(manifest, on: position.line, line) else { return nil }
        return ShortText.cut(AddressCredentials.masked(line), to: Self.longestLine)
    }

    /// Whether a line has nothing but the manifest and punctuation: what stands beside it may be a Secret that is too broken
    /// to be known as one.
    private func isAlone(_ manifest: Manifest, on number: Int, _ line: String) -> Bool {
        guard let range = manifest.root.sourceRange else { return false }
        let source = manifest.document.source
        let (start, end) = (source.position(atByte: range.lowerBound), source.position(atByte: range.upperBound))
        let scalars = line.unicodeScalars
        let before = start.line < number ? scalars.prefix(0) : scalars.prefix(max(0, start.column - 1))
        let after = end.line > number ? scalars.suffix(0) : scalars.dropFirst(max(0, end.column - 1))
        // A comment is as good as those of other lines.
        return start.line <= number && number <= end.line
            && (before + after.prefix { $0 != "#" }).allSatisfy(Self.isPunctuation)
    }

    /// What joins documents and items of lists, and the mark at the beginning of a file.
    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case " ", "\t", "-", ",", "[", "]", "}", "\r", "\u{FEFF}": true
        default: false
        }
    }

    /// The lines of an object.
    private static func lines(_ manifest: Manifest) -> ClosedRange<Int>? {
        guard let range = manifest.root.sourceRange else { return nil }
        let source = manifest.document.source
        let first = source.position(atByte: range.lowerBound).line
        return first...max(first, source.position(atByte: range.upperBound).line)
    }
}

/// The lines of a text, found once: many findings are about one file.
struct SourceLines {
    private let source: SourceText
    private let starts: [Int]

    /// Complexity: O(bytes).
    init(_ source: SourceText) {
        self.source = source
        starts = source.withUnsafeBytes { bytes in
            [0] + bytes.indices.lazy.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
        }
    }

    /// A line, counted from 1, without its line break; `nil` past the end.
    subscript(number: Int) -> String? {
        guard starts.indices.contains(number - 1) else { return nil }
        let start = starts[number - 1]
        let end = starts.indices.contains(number) ? starts[number] - 1 : source.byteCount
        guard start < source.byteCount || number == 1 else { return nil }
        let line = source[start..<end]
        return line.utf8.last == UInt8(ascii: "\r") ? String(line.unicodeScalars.dropLast()) : line
    }
}

extension Manifest {
    /// Whether a position is inside the object.
    func holds(_ position: SourcePosition) -> Bool {
        guard let range = root.sourceRange else { return false }
        return range.lowerBound <= position.byteOffset && position.byteOffset <= range.upperBound
    }
}

extension Node {
    /// The lines with the value of a variable of a container, of a key or parameter that is named like a password or token, or of a
    /// chart: that may be a secret, whatever kind of object it stands in. Complexity: O(values).
    fileprivate var sensitiveLines: [ClosedRange<Int>] {
        var found: [ClosedRange<Int>] = []
        var waiting = [(node: self, around: 0...Int.max)]
        while let (node, around) = waiting.popLast() {
            // What stands on other lines than what it is in has no value there.
            guard let lines = node.lines(within: around) else { continue }
            let variables = node["env"]?.elements.compactMap { $0["value"] } ?? []
            found += variables.compactMap { $0.lines(within: lines) }
            for member in node.members {
                let value = member.value
                // The values of a chart are a document of their own, with names that are not looked at.
                let isSensitive = Self.isSensitive(member.key) || member.key == "values"
                if value.isText, isSensitive, let value = value.lines(within: lines) {
                    found.append(value)
                }
                waiting.append((value, lines))
            }
            // A parameter of a chart: {name: password, value: …}.
            if let name = node["name"]?.string, Self.isSensitive(name), let value = node["value"], value.isText,
                let value = value.lines(within: lines)
            {
                found.append(value)
            }
            waiting += node.elements.map { ($0, lines) }
        }
        return found
    }

    /// The ends of keys that the control `secret-in-plain-text` counts.
    private static let sensitiveEnds = [
        "password", "passwd", "passphrase", "secret", "token", "key", "credential", "credentials", "id_rsa",
        "id_ed25519", ".dockerconfigjson", ".dockercfg",
    ]

    /// Whether there is something to hide: `automountServiceAccountToken: false` is no token.
    private var isText: Bool { kind != .object && kind != .array && kind != .boolean && kind != .null }

    private static func isSensitive(_ key: String) -> Bool {
        let name = key.lowercased()
        guard sensitiveEnds.contains(where: name.hasSuffix) else { return false }
        let joined = name.filter { !"-_.".contains($0) }
        return !joined.hasSuffix("publickey") && !joined.hasSuffix("pubkey")
    }

    /// The lines on which it stands, of some; `nil` when that is none of them.
    private func lines(within around: ClosedRange<Int>) -> ClosedRange<Int>? {
        let own = lines
        let (first, last) = (max(own.lowerBound, around.lowerBound), min(own.upperBound, around.upperBound))
        return first <= last ? first...last : nil
    }

    private var lines: ClosedRange<Int> {
        // What an alias stands for may stand anywhere.
        guard !isAliased, let range = sourceRange else {
            return position.map { $0.line...$0.line } ?? 0...Int.max
        }
        let source = document.source
        let first = source.position(atByte: range.lowerBound).line
        return first...max(first, source.position(atByte: range.upperBound).line)
    }
}
