extension JSONOutput {
    /// A `reportingDescriptor`.
    mutating func sarifRule(_ rule: FindingRule) {
        member("id", rule.id)
        member("name", rule.name.isEmpty ? nil : rule.name)
        member("shortDescription") { $0.member("text", rule.summary) }
        member("fullDescription") { $0.member("text", rule.description.isEmpty ? rule.summary : rule.description) }
        if !rule.help.isEmpty { member("help") { $0.member("text", rule.help) } }
        member("helpUri", rule.helpURI)
        member("defaultConfiguration") { $0.member("level", SARIFLevel(rule.severity).rawValue) }
        member("properties") { json in
            json.member("tags", texts: rule.tags.eachOnce())
            json.member("severity", rule.severity.rawValue)
            if rule.tags.contains("security") {
                json.member("security-severity", SARIFLevel.securitySeverity(rule.severity))
            }
        }
    }
}

/// The `level` of a result.
enum SARIFLevel: String {
    case none, note, warning, error

    init(_ severity: Severity) {
        switch severity {
        case .critical, .high: self = .error
        case .medium: self = .warning
        case .low, .info: self = .note
        }
    }

    /// A number from 0 to 10 inside the band that GitHub gives the same name.
    static func securitySeverity(_ severity: Severity) -> String? {
        switch severity {
        case .critical: "9.5"
        case .high: "8.0"
        case .medium: "5.5"
        case .low: "2.5"
        case .info: nil
        }
    }
}

/// The `kind` of a result, which says whether its level means anything.
///
/// A result of another kind than `fail` has no level, and services show nothing of it. What could not be decided does not pass
/// and must not go unseen, so that it is a `fail` as well; its property `verdict` tells them apart. Source: sections 3.27.9
/// and 3.27.10.
enum SARIFKind: String {
    case pass, notApplicable, fail

    init(_ verdict: Verdict) {
        switch verdict {
        case .pass: self = .pass
        case .skip: self = .notApplicable
        case .unknown, .error, .audit, .warn, .fail: self = .fail
        }
    }

    /// A rule that cannot be evaluated is an error, what nobody knows a warning, whatever harm the rule looks for. What is only
    /// told is at most a warning, what is only recorded a note.
    static func level(of finding: Finding) -> SARIFLevel {
        switch finding.verdict {
        case .fail: SARIFLevel(finding.severity)
        case .error: .error
        case .unknown: .warning
        case .warn: finding.severity >= .medium ? .warning : .note
        case .audit: .note
        case .pass, .skip: .none
        }
    }
}
