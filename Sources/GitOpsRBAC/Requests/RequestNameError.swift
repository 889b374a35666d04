/// A name of a resource or verb that stands for none.
public enum RequestNameError: Error, Sendable, Hashable {
    /// The text does not have the form of a resource.
    case malformedResource(String)
    /// No kind has the resource.
    case unknownResource(String, nearest: String?)
    /// Several groups have the resource, and none of them is the core group.
    case severalGroups(String, choices: [String])
    /// No API asks for the verb.
    case unknownVerb(String, nearest: String?)
}

extension RequestNameError: CustomStringConvertible {
    /// What is wrong and what to write.
    public var description: String {
        switch self {
        case .malformedResource(let text):
            "'\(text)' is no resource; write RESOURCE[.GROUP][/SUBRESOURCE], as deployments.apps/scale"
        case .unknownResource(let text, let nearest?): "there is no resource '\(text)'; did you mean \(nearest)?"
        case .unknownResource(let text, nil):
            "there is no resource '\(text)'; write one that is defined elsewhere as RESOURCE.GROUP"
        case .severalGroups(let text, let choices):
            "several groups have the resource '\(text)'; write one of \(choices.joined(separator: ", "))"
        case .unknownVerb(let verb, let nearest?) where verb.lowercased() == nearest:
            "there is no verb '\(verb)', for verbs are in lowercase; write \(nearest)"
        case .unknownVerb(let verb, let nearest):
            "no API asks for the verb '\(verb)'" + (nearest.map { "; did you mean \($0)?" } ?? "; check its spelling")
        }
    }
}
