import GitOpsManifest

extension FindingGroup {
    /// ` and 11 more alike`, or nothing.
    package var alikeWords: String { findings.count > 1 ? " and \(findings.count - 1) more alike" : "" }
}

/// Where the findings of a group are beside the first one, as lines for a terminal.
package struct FindingGroupText {
    private let style: TerminalStyle

    package init(style: TerminalStyle) { self.style = style }

    /// Most findings that are listed beside the first one.
    private static let memberCount = 5
    /// Longest text and line, in characters.
    private static let textLength = 300

    /// - Parameters:
    ///   - group: the findings.
    ///   - indentation: what the lines begin with.
    ///   - file: the file under whose name the lines stand; `nil` when each line has to name its own.
    package func lines(_ group: FindingGroup, indentation: String, under file: String?) -> [String] {
        let (listed, more) = group.members(atMost: Self.memberCount)
        guard !listed.isEmpty else { return [] }
        var lines = [indentation + style.text("alike:", .dim)]
        for member in listed {
            lines.append(indentation + "  " + line(member, group.first, under: file))
        }
        if more > 0 { lines.append(indentation + "  " + style.text("and \(more) more; see --output json", .dim)) }
        return lines
    }

    private func line(_ member: FindingGroup.Member, _ first: Finding, under file: String?) -> String {
        let place = member.place.map { place -> String in
            guard let file, file.hasSameBytes(as: place.origin.path), let position = place.position else {
                return "\(place)"
            }
            return "\(position)"
        }
        var text = style.text(place.map { "\($0)  " } ?? "", .dim) + style.text(short(member.text))
        // The same line as that of the first finding tells nothing.
        if let line = member.place?.line, line != first.places.first?.line {
            text += style.text("  | \(short(String(line.drop { $0 == " " })))", .dim)
        }
        if let attribution = member.attribution { text += style.text("  by \(short("\(attribution)"))", .dim) }
        return text
    }

    private func short(_ text: String) -> String { ShortText.cut(text, to: Self.textLength) }
}
