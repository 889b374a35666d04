import GitOpsManifest
import GitOpsReport

/// The lines of files that findings are about.
struct FindingExcerpts {
    private struct Place: Hashable {
        let path: ExactText
        let revision: String?
    }

    private var files: [Place: [Manifest]] = [:]

    /// Longest line that is shown, in Unicode scalars.
    private static let longestLine = 200

    init(_ input: GateInput) {
        for set in [input.head, input.base].compactMap({ $0 }) {
            for manifest in set.manifests {
                let place = Place(path: ExactText(manifest.origin.path), revision: manifest.origin.revision)
                files[place, default: []].append(manifest)
            }
        }
    }

    /// The findings with the line of their first place. Complexity: O(bytes of the files + findings × values of a document).
    func adding(to findings: [Finding]) -> [Finding] {
        var lines: [Place: SourceLines] = [:]
        return findings.map { finding in
            guard finding.verdict.needsAttention, let place = finding.places.first else { return finding }
            var finding = finding
            finding.places[0].line = line(place, &lines)
            return finding
        }
    }

    private func line(_ place: SourcePlace, _ lines: inout [Place: SourceLines]) -> String? {
        let file = Place(path: ExactText(place.origin.path), revision: place.origin.revision)
        guard let position = place.position, let manifests = files[file],
            // The items of a list are one document.
            let manifest = manifests.first(where: {
                $0.origin.documentIndex == place.origin.documentIndex && $0.holds(position)
            }),
            // A line of a file may have values of a Secret whichever of its documents is meant: JSON is one line.
            !manifests.contains(where: \.id.isSecret) || isApart(manifest, from: manifests, position),
            // Whether the value of a variable is a secret is a guess at best.
            !manifest.document.root.hasVariable(onLine: position.line)
        else { return nil }
        // The documents of a file share its text.
        let source = lines[file] ?? SourceLines(manifest.document.source)
        lines[file] = source
        guard let line = source[position.line], isAlone(manifest, on: position.line, line) else { return nil }
        return ShortText.cut(line, to: Self.longestLine)
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

    /// Whether a line has nothing of the Secrets in its file.
    private func isApart(_ manifest: Manifest, from manifests: [Manifest], _ position: SourcePosition) -> Bool {
        if manifest.id.isSecret { return false }
        return manifests.filter(\.id.isSecret).allSatisfy { secret in
            guard let range = secret.root.sourceRange else { return false }
            let source = secret.document.source
            let first = source.position(atByte: range.lowerBound).line
            return position.line < first || position.line > source.position(atByte: range.upperBound).line
        }
    }
}

/// The lines of a text, found once: many findings are about one file.
private struct SourceLines {
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
    fileprivate func holds(_ position: SourcePosition) -> Bool {
        guard let range = root.sourceRange else { return false }
        return range.lowerBound <= position.byteOffset && position.byteOffset <= range.upperBound
    }
}

extension Node {
    /// Whether the value of a variable of a container stands on a line.
    fileprivate func hasVariable(onLine line: Int) -> Bool {
        var waiting = [self]
        while let node = waiting.popLast() {
            let variables = node["env"]?.elements.compactMap { $0["value"] } ?? []
            if variables.contains(where: { $0.stands(onLine: line) }) { return true }
            waiting += node.elements
            waiting += node.members.map { $0.value }
        }
        return false
    }

    private func stands(onLine line: Int) -> Bool {
        guard let range = sourceRange else { return position?.line == line }
        let source = document.source
        return source.position(atByte: range.lowerBound).line <= line
            && line <= source.position(atByte: range.upperBound).line
    }
}
