import GitOpsManifest

/// What findings come from, as far as their places and messages tell.
enum FindingCause: Hashable {
    /// A line, and what it does: of several places the last is the one that the others follow from.
    case line(file: ExactText, revision: String?, line: Int, column: Int, effect: ExactText)
    /// What a message says without the object.
    case text(ExactText)
    /// Nothing that others could have as well.
    case itself(Int)

    /// Longest part of a message that is compared, in characters.
    private static let textLength = 500

    static func file(_ finding: Finding) -> ExactText { ExactText(finding.places.first?.origin.path ?? "") }

    static func line(_ finding: Finding) -> FindingCause {
        let place = finding.places.last
        // Whom it is done to stands before the colon: `ServiceAccount shop/web, by "get secrets": reads Secrets`.
        let parts = parts(finding)
        return .line(
            file: ExactText(place?.origin.path ?? ""), revision: place?.origin.revision,
            line: place?.position?.line ?? 0, column: place?.position?.column ?? 0,
            effect: ExactText(withoutSubject(parts.detail ?? parts.cause, finding.subject)))
    }

    /// `nil` for what is in no file: its message is all that people have.
    static func text(_ finding: Finding) -> FindingCause? {
        if finding.places.isEmpty { return nil }
        return .text(ExactText(withoutQuotations(withoutSubject(parts(finding).cause, finding.subject))))
    }

    /// What the message of a finding says that the one of another does not; `nil` for nothing.
    static func difference(_ finding: Finding, from other: Finding) -> String? {
        let (own, others) = (parts(finding), parts(other))
        func isSame(_ text: String?, _ otherText: String?) -> Bool {
            withoutSubject(text ?? "", finding.subject).hasSameBytes(
                as: withoutSubject(otherText ?? "", other.subject))
        }
        switch (isSame(own.cause, others.cause), isSame(own.detail, others.detail)) {
        case (true, true): return nil
        case (true, false): return own.detail
        case (false, true): return own.cause
        case (false, false): return finding.message
        }
    }

    /// `"get pods" gives nobody anything` with nothing between the quotation marks.
    private static func withoutQuotations(_ text: String) -> String {
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        // A mark that is not closed quotes nothing.
        guard parts.count > 1, parts.count % 2 == 1 else { return text }
        return parts.indices.map { $0 % 2 == 0 ? parts[$0] : "" }.joined(separator: "\"")
    }

    /// `containers without requests` and `web, db`. What could not be decided has its reason behind the colon.
    private static func parts(_ finding: Finding) -> (cause: String, detail: String?) {
        let message = ShortText.cut(finding.message, to: textLength)
        guard ![.unknown, .error].contains(finding.verdict), let colon = message.firstRange(of: ": "),
            colon.lowerBound != message.startIndex
        else { return (message, nil) }
        return (String(message[..<colon.lowerBound]), String(message[colon.upperBound...]))
    }

    /// A text with a mark in place of the object's names.
    private static func withoutSubject(_ text: String, _ subject: FindingSubject) -> String {
        var names = ["\(subject)"]
        if case .resource(let id) = subject {
            if let namespace = id.namespace { names.append("\(namespace)/\(id.name)") }
            names.append(id.name)
        }
        var text = text
        for name in names where !name.isEmpty && name.utf8.count <= text.utf8.count {
            var (result, end) = ("", text.startIndex)
            for range in text.ranges(of: name) where text.isWord(range) {
                result += text[end..<range.lowerBound] + "…"
                end = range.upperBound
            }
            text = result + text[end...]
        }
        return text
    }
}

extension String {
    /// Whether a part stands for itself: the name `web` is not in `website` or `web-api`.
    fileprivate func isWord(_ range: Range<Index>) -> Bool {
        func joins(_ character: Character) -> Bool {
            character.isLetter || character.isNumber || character == "-" || character == "."
        }
        if range.lowerBound > startIndex, joins(self[index(before: range.lowerBound)]) { return false }
        return range.upperBound == endIndex || !joins(self[range.upperBound])
    }
}
