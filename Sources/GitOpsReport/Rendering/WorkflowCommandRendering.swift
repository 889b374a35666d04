import GitOpsManifest

/// A report as workflow commands of GitHub Actions, a line each.
///
/// Source: docs.github.com, "Workflow commands for GitHub Actions"; what has to be escaped is told by
/// `packages/core/src/command.ts` of actions/toolkit.
struct WorkflowCommandRendering {
    let options: FindingRenderer

    /// Longest message, in characters; GitHub cuts at 4 KiB.
    private static let messageLength = 2_000

    func render(_ report: FindingReport) -> String {
        var lines = options.listed(report).compactMap(line)
        lines += report.problems.map { problem in
            command("error", properties(problem.place, title: "unreadable"), problem.message)
        }
        lines.append(PrintableText.escaped("\(report.verdict.rawValue): \(report.summary)"))
        return lines.map { $0 + "\n" }.joined()
    }

    private func line(_ finding: Finding) -> String? {
        guard finding.suppression == nil, finding.status != .fixed, let level = level(finding) else { return nil }
        let title = "\(finding.rule.id): \(finding.subject)"
        var message = finding.message
        if let fix = finding.fixes.first { message += "\nfix: \(fix.text)" }
        return command(level, properties(finding.places.first, title: title), message)
    }

    /// An error is what fails: people look for the cause of a failed step among the errors.
    private func level(_ finding: Finding) -> String? {
        switch finding.verdict {
        case .fail, .error, .unknown: "error"
        case .warn: "warning"
        case .audit: "notice"
        case .pass, .skip: options.showsPassed ? "notice" : nil
        }
    }

    private func properties(_ place: SourcePlace?, title: String) -> [(String, String)] {
        var properties: [(String, String)] = []
        if let place {
            properties.append(("file", place.origin.path))
            if let position = place.position {
                properties += [("line", "\(position.line)"), ("col", "\(position.column)")]
            }
        }
        return properties + [("title", ShortText.cut(title, to: 200))]
    }

    private func command(_ name: String, _ properties: [(String, String)], _ message: String) -> String {
        let list = properties.map { "\($0.0)=\(Self.escaped($0.1, isProperty: true))" }.joined(separator: ",")
        return "::\(name) \(list)::\(Self.escaped(ShortText.cut(message, to: Self.messageLength), isProperty: false))"
    }

    /// A text that means nothing but itself: line ends would begin commands of their own.
    private static func escaped(_ text: String, isProperty: Bool) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { escaped(line: PrintableText.escaped(String($0)), isProperty) }.joined(separator: "%0A")
    }

    private static func escaped(line: String, _ isProperty: Bool) -> String {
        line.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "%": result += "%25"
            case ":" where isProperty: result += "%3A"
            case "," where isProperty: result += "%2C"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
