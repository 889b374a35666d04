public import GitOpsManifest

/// Something in Argo CD's own RBAC that is broken, has no effect or is not what it seems; the rest is still analysed.
public struct ArgoCDProblem: Sendable, Hashable {
    /// What is wrong.
    public let reason: Reason
    /// Where.
    public let place: ArgoCDPlace

    /// How a line breaks the form of policies.
    public enum Malformation: Sendable, Hashable {
        /// A quote that is not closed, or stands inside a field.
        case quotes
        /// Too few or too many fields.
        case fieldCount(type: String, found: Int, expected: Int)
        /// The line begins with neither `p` nor `g`.
        case unknownType(String)
    }

    /// What can be wrong.
    public enum Reason: Sendable, Hashable {
        /// A line that Argo CD cannot read. With one in `policy.csv` its API server does not start, and one that runs
        /// fails every request; one in a project takes all policies of that project away.
        case malformed(Malformation)
        /// A line of a type that is read and means nothing.
        case typeWithoutEffect(String)
        /// A resource that Argo CD never asks for.
        case unknownResource(String, nearest: String?)
        /// An action that Argo CD never asks for.
        case unknownAction(String, nearest: String?)
        /// A user, group or role that no policy names.
        case unknownSubject(String, nearest: String?)
        /// A project that is not in the set, where one has nearly the same name.
        case unknownProject(String, nearest: String)
        /// An effect that is neither `allow` nor `deny`: the line does nothing.
        case unknownEffect(String, nearest: String?)
        /// An object of a project's resource that has no project in front, so that it never matches.
        case objectWithoutProject(String)
        /// A pattern that cannot be compiled. As a glob it matches nothing, as a regular expression it makes Argo CD
        /// deny the requests that reach it.
        case invalidPattern(String)
        /// A role that has no permissions, neither itself nor through another role.
        case undefinedRole(String)
        /// Roles that are members of each other.
        case roleCycle([String])
        /// A policy of a project that names objects of another: it never matches.
        case foreignObject(String, project: String)
        /// A policy of a project for another subject than the role it stands in; Argo CD refuses such a project.
        case foreignSubject(String, expected: String)
        /// `policy.matchMode` is neither `glob` nor `regex`, so globs are used.
        case unknownMatchMode(String)
        /// Policies are regular expressions and nobody can match them here.
        case needsPatterns
        /// An object is defined again in another file or further down, and the last definition was read.
        case definedTwice(String, path: String)
        /// An object has two members of one name, of which the last was read.
        case repeatedKey(String, first: SourcePosition)
        /// The document of an object repeats more names than are remembered, so that its own may be among them.
        case repeatedKeys(Int)
        /// A field has another type than Argo CD reads.
        case wrongType(field: String, expected: String)
        /// More lines than `ArgoCDLimits.lines`; this one and those behind it are left out.
        case tooManyLines(maximum: Int)
        /// A field of more bytes than `ArgoCDLimits.fieldBytes`; the line is left out.
        case fieldTooLong(maximum: Int)
    }

    /// Whether what the configuration grants is not fully known.
    public var isUnreadable: Bool {
        switch reason {
        case .malformed, .needsPatterns, .wrongType, .tooManyLines, .fieldTooLong, .definedTwice, .repeatedKey,
            .repeatedKeys:
            true
        default: false
        }
    }
}

extension ArgoCDProblem: CustomStringConvertible {
    /// `argocd-rbac-cm.yaml:7:5: …`, with what to do.
    public var description: String { "\(place): \(reason)" }
}

extension ArgoCDProblem.Reason: CustomStringConvertible {
    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .malformed(let malformation):
            "\(malformation.text); Argo CD refuses the whole policy with it, so correct the line"
        case .typeWithoutEffect(let type):
            "Argo CD reads lines that begin with \"\(type)\" and does nothing with them; "
                + "begin it with p or g, or remove it"
        case .unknownResource(let name, let nearest):
            "Argo CD never asks for the resource \"\(name)\"\(Self.hint(nearest))"
        case .unknownAction(let name, let nearest):
            "Argo CD never asks for the action \"\(name)\"\(Self.hint(nearest))"
        case .unknownSubject(let name, let nearest): "no policy names \"\(name)\"\(Self.hint(nearest))"
        case .unknownProject(let name, let nearest):
            "there is no project \"\(name)\" in the set\(Self.hint(nearest))"
        case .unknownEffect(let name, let nearest):
            "the effect \"\(name)\" is neither allow nor deny, so the line does nothing\(Self.hint(nearest))"
        case .objectWithoutProject(let object):
            "\"\(object)\" has no project and never matches; write PROJECT/\(object)"
        case .invalidPattern(let pattern): "\"\(pattern)\" is not a valid pattern; correct it"
        case .undefinedRole(let role):
            "\(role) has no permissions; add a line \"p, \(role), …\" or correct the name"
        case .roleCycle(let roles):
            "the roles \(roles.joined(separator: ", ")) are members of each other, so they are the same; "
                + "break the circle"
        case .foreignObject(let object, let project):
            "\"\(object)\" is not an object of the project \(project), so the line never matches; write \(project)/…"
        case .foreignSubject(let subject, let expected):
            "the policy of a project role must be for \(expected), not for \(subject)"
        case .unknownMatchMode(let mode):
            "policy.matchMode \"\(mode)\" does not exist, so globs are used; write glob or regex"
        case .needsPatterns: "the policies are regular expressions, which were not evaluated"
        case .wrongType(let field, let expected): "\(field) must be \(expected)"
        case .definedTwice(let object, let path):
            "\(object) is defined again in \(path), and only that was read; remove one, or look at one folder at a time"
        case .repeatedKey(let key, let first): "\(AccessProblem.Reason.repeatedKey(key, first: first))"
        case .repeatedKeys(let count): "\(AccessProblem.Reason.repeatedKeys(count))"
        case .tooManyLines(let maximum):
            "there are more than \(maximum) policy lines, and those from here on are left out; "
                + "raise the limit if they are meant"
        case .fieldTooLong(let maximum):
            "a field has more than \(maximum) bytes, so the line is left out; shorten it, or raise the limit "
                + "if it is meant"
        }
    }

    private static func hint(_ nearest: String?) -> String {
        nearest.map { "; did you mean \($0)?" } ?? "; check its spelling"
    }
}

extension ArgoCDProblem.Malformation {
    fileprivate var text: String {
        switch self {
        case .quotes: "the quotes of the line are not closed or stand inside a field"
        case .fieldCount("p", let found, let expected):
            "the line has \(found) fields and needs \(expected): p, subject, resource, action, object, effect"
        case .fieldCount(_, let found, let expected):
            "the line has \(found) fields and needs \(expected): g, member, role"
        case .unknownType(let type): "the line begins with \"\(type)\"; it must begin with p or g"
        }
    }
}
