/// A function or operator: its name and the types it takes.
package struct FunctionDeclaration: Sendable {
    package var name: String
    package var overloads: [Overload]
    /// What evaluates it.
    package var code: FunctionCode

    package init(_ name: String, _ code: FunctionCode, _ overloads: [Overload]) {
        self.name = name
        self.code = code
        self.overloads = overloads
    }
}

/// One signature of a function.
package struct Overload: Sendable, Hashable {
    /// The name that cel-go and Kubernetes give it (`add_int64`, `string_char_at_int`), by which costs are looked up.
    package var id: String
    /// Whether the first argument stands before the dot.
    package var isMember: Bool
    package var arguments: [CELType]
    package var result: CELType

    package init(_ id: String, isMember: Bool = false, _ arguments: [CELType], _ result: CELType) {
        self.id = id
        self.isMember = isMember
        self.arguments = arguments
        self.result = result
    }

    /// A signature that is called on its first argument.
    static func member(_ id: String, _ arguments: [CELType], _ result: CELType) -> Overload {
        Overload(id, isMember: true, arguments, result)
    }
}

/// What evaluates a function: a library and a number in it.
package struct FunctionCode: Sendable, Hashable, BitwiseCopyable {
    package var library: Library
    package var number: UInt8

    package init(_ library: Library, _ number: UInt8) {
        self.library = library
        self.number = number
    }
}

/// A set of functions that is evaluated by code of its own.
package enum Library: UInt8, Sendable, BitwiseCopyable, CaseIterable {
    case standard, optionals, strings, lists, sets, math, encoders, regex, protos
    case kubernetesLists, kubernetesRegex, url, quantity, ip, cidr, format, semver, authorizer, jsonPatch
    /// Types and functions that only tests of the specification use.
    case network
}
