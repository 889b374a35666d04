import ArgumentParser
import GitOpsRBAC

extension ResourceNames {
    /// Reads a resource of the command line. One that nothing is known of is asked about as it is written, as `kubectl`
    /// does.
    func resource(argument text: String) throws -> AccessMatrix.Resource {
        do throws(RequestNameError) {
            return try resource(text)
        } catch {
            guard case .unknownResource = error else { throw ValidationError("\(error)") }
            let resource = AccessMatrix.Resource(literal: text)
            Terminal.warn("gitops: \(error) It is taken as it is written: \(resource)")
            return resource
        }
    }

    /// Refuses a verb in capitals, which the API server would compare as it is, and warns of others that no API asks
    /// for.
    func checkArgument(verb: String) throws {
        do throws(RequestNameError) {
            try checkVerb(verb)
        } catch {
            guard case .unknownVerb(_, let nearest?) = error, verb.lowercased() == nearest else {
                Terminal.warn("gitops: \(error)")
                return
            }
            throw ValidationError("\(error)")
        }
    }
}

extension AccessMatrix.Resource {
    /// The parts of a text that stands for no resource that is known.
    fileprivate init(literal text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let names = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        self.init(
            group: names.count > 1 ? names[1] : "", resource: names[0], subresource: parts.count > 1 ? parts[1] : "")
    }
}
