extension Library {
    /// Calls a function of a library; the standard library and optionals are the evaluator's own.
    ///
    /// Arguments are never errors. Values of wrong types give `no such overload`.
    package func call(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        switch self {
        case .strings: StringsLibrary.call(function, arguments, in: &evaluation)
        case .lists: ListsLibrary.call(function, arguments, in: &evaluation)
        case .sets: SetsLibrary.call(function, arguments, in: &evaluation)
        case .math: MathLibrary.call(function, arguments, in: &evaluation)
        case .encoders: EncodersLibrary.call(function, arguments, in: &evaluation)
        case .regex: RegexLibrary.call(function, arguments, in: &evaluation)
        case .kubernetesLists: KubernetesListsLibrary.call(function, arguments, in: &evaluation)
        case .kubernetesRegex: KubernetesRegexLibrary.call(function, arguments, in: &evaluation)
        case .url: URLLibrary.call(function, arguments, in: &evaluation)
        case .quantity: QuantityLibrary.call(function, arguments, in: &evaluation)
        case .ip: IPLibrary.call(function, arguments, in: &evaluation)
        case .cidr: CIDRLibrary.call(function, arguments, in: &evaluation)
        case .format: FormatLibrary.call(function, arguments, in: &evaluation)
        case .semver: SemverLibrary.call(function, arguments, in: &evaluation)
        case .authorizer: AuthorizerLibrary.call(function, arguments, in: &evaluation)
        case .jsonPatch: JSONPatchLibrary.call(function, arguments, in: &evaluation)
        case .network: NetworkLibrary.call(function, arguments, in: &evaluation)
        case .standard, .optionals, .protos: evaluation.noSuchOverload()
        }
    }
}

extension Evaluation {
    /// `no such overload: f(string, int)`, as cel-go's dispatcher says it.
    mutating func noOverload(_ function: String, _ arguments: UnsafeBufferPointer<Value>) -> Value {
        var types = ""
        for argument in arguments { types += (types.isEmpty ? "" : ", ") + typeName(of: argument) }
        return fail(.noSuchOverload, "no such overload: \(function)(\(types))")
    }

    /// A list of texts.
    mutating func makeList(_ texts: [String]) -> Value {
        var values: [Value] = []
        values.reserveCapacity(texts.count)
        for text in texts {
            let value = makeString(text)
            if value.isError { return value }
            values.append(value)
        }
        return makeList(values.count) { _ = $0.initialize(fromContentsOf: values) }
    }
}
