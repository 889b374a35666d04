public import GitOpsManifest

/// A part of an audit log that could not be used; the rest was.
public struct AuditProblem: Sendable, Hashable {
    /// What is wrong.
    public let reason: Reason
    /// Where it stands.
    public let place: AuditPlace

    /// What can be wrong.
    public enum Reason: Sendable, Hashable {
        /// The text is no JSON, or too large.
        case unreadable(DocumentError.Problem)
        /// A JSON value that is no event and no list of events.
        case notAnEvent(kind: String?)
        /// An event, or a list of them, of a version of `audit.k8s.io` that is not known.
        case unknownVersion(String)
        /// An event lacks what it takes to know who did what.
        case missing(field: String)
        /// A field of an event has another type.
        case notAString(field: String)
        /// More different requests than `AuditLogOptions.uses`; those behind this place are not part of the answer.
        case tooManyUses(maximum: Int)
    }
}

extension AuditProblem: CustomStringConvertible {
    /// `audit.log:3:1: …`, with what to do. Values of the log never appear.
    public var description: String {
        let text =
            switch reason {
            case .unreadable(let problem):
                DocumentError(problem: problem, sourceName: place.source, position: place.position).problemText
                    + "; the event is left out"
            case .notAnEvent(let kind):
                "\(kind ?? "a value without kind") is no audit event; "
                    + "give Event or EventList of audit.k8s.io"
            case .unknownVersion(let version):
                "\(version) is no version of audit events that is known; give v1, v1beta1 or v1alpha1"
            case .missing(let field): "the event has no \(field), so it is left out"
            case .notAString(let field): "\(field) of the event must be a string, so it is left out"
            case .tooManyUses(let maximum):
                "there are more than \(maximum) different requests; name the subjects to look at, or raise the limit"
            }
        return "\(place): \(text)"
    }
}
