import GitOpsManifest

/// What to do about an issue. All of this runs only when an expression is refused.
extension Checker {
    func suggestion(forName name: String) -> String? {
        // Its other functions are what macros call: a version that has those does not offer `cel.bind`.
        if environment.kubernetes != nil, !environment.parserOptions.macros.contains(.bindings),
            name.utf8.elementsEqual("cel".utf8)
        {
            return "no version of Kubernetes has 'cel.bind' here; write the value where it is used"
        }
        if let version = environment.firstVersion(where: { $0.namespaces.contains(ExactText(name)) }) {
            return "the functions of '\(name)' are in Kubernetes \(version) and later"
        }
        let known = locals.map { tree.text($0.name) } + environment.globals.keys.map(\.text).sorted()
        return NearestName.of(name, among: known).map { "did you mean '\($0)'?" }
    }

    func suggestion(forFunction name: String) -> String? {
        if let version = environment.firstVersion(where: { $0.number(of: name) != nil })
            ?? environment.firstVersion(ofMacro: name)
        {
            return "'\(name)' is in Kubernetes \(version) and later"
        }
        // Operators and what macros call are no names that somebody writes.
        let written = functions.functions.lazy.map(\.name).filter { !$0.utf8.contains { $0 == 0x40 || $0 == 0x5F } }
        return NearestName.of(name, among: written).map { "did you mean '\($0)'?" }
    }

    mutating func suggestion(forOverloadsOf function: PreparedFunction) -> String? {
        switch StandardFunction(function.code) {
        case .equals, .notEquals, .contained:
            return "convert one side, or compare across types with dyn()"
        case .some where function.name.utf8.contains(UInt8(ascii: "_")): return nil
        default: break
        }
        let signatures = function.overloads.map { index -> String in
            let overload = functions.declarations[index]
            let arguments = overload.arguments.map(\.description)
            let target = overload.isMember ? arguments[0] + "." : ""
            let name = function.name
            return "\(target)\(name)(\(arguments.dropFirst(overload.isMember ? 1 : 0).joined(separator: ", ")))"
        }
        let more = signatures.count > 4 ? ", …" : ""
        return "it is called as " + signatures.prefix(4).joined(separator: ", ") + more
    }
}
