/// URLs and their parts.
///
/// Source: `k8s.io/apiserver/pkg/cel/library/urls.go`.
enum URLLibrary {
    static func call(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        guard let function = URLFunction(rawValue: function), let first = arguments.first else {
            return evaluation.noSuchOverload()
        }
        if function == .url || function == .isURL { return parse(function, first, in: &evaluation) }
        guard case .url(let url) = evaluation.libraryValue(first) else { return evaluation.noSuchOverload() }
        switch function {
        case .getScheme: return text(url.scheme, in: &evaluation)
        case .getHost: return text(url.host, in: &evaluation)
        case .getHostname: return text(url.hostName, in: &evaluation)
        case .getPort: return text(url.port, in: &evaluation)
        case .getEscapedPath: return text(url.escapedPath, in: &evaluation)
        case .getQuery: return query(url, in: &evaluation)
        case .url, .isURL: return evaluation.noSuchOverload()
        }
    }

    private static func parse(_ function: URLFunction, _ value: Value, in evaluation: inout Evaluation) -> Value {
        guard value.tag == .string else { return evaluation.noSuchOverload() }
        do throws(URLSyntaxError) {
            if function == .isURL {
                try ParsedURL.check(value.text)
                return .yes
            }
            return evaluation.makeLibraryValue(.url(try ParsedURL(parsing: value.text)))
        } catch {
            if function == .isURL { return .no }
            return evaluation.fail(
                .invalidArgument, "URL parse error during conversion from string: \(error.message)")
        }
    }

    /// A text of bytes that need not be UTF-8 once their escapes are resolved.
    private static func text(_ bytes: some Collection<UInt8>, in evaluation: inout Evaluation) -> Value {
        evaluation.makeString(String(decoding: bytes, as: UTF8.self))
    }

    /// A list of values for each name.
    private static func query(_ url: ParsedURL, in evaluation: inout Evaluation) -> Value {
        var names: [[UInt8]] = []
        var values: [[UInt8]: [String]] = [:]
        for (name, value) in url.queryItems {
            if values[name] == nil { names.append(name) }
            values[name, default: []].append(String(decoding: value, as: UTF8.self))
        }
        var entries: [Value] = []
        for name in names {
            let key = text(name, in: &evaluation)
            if key.isError { return key }
            let list = evaluation.makeList(values[name] ?? [])
            if list.isError { return list }
            entries += [key, list]
        }
        return evaluation.makeMap(names.count) { _ = $0.initialize(fromContentsOf: entries) }
    }
}
