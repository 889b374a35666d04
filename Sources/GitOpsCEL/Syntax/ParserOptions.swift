package import GitOpsManifest

/// Which syntax and which macros an expression may use, and how large it may be.
package struct ParserOptions: Sendable, Hashable {
    package var macros: MacroSet
    /// `a.?b`, `a[?b]`, `[?x]`, `{?k: v}`.
    package var hasOptionalSyntax: Bool
    /// Names between backquotes in selections and messages.
    package var hasEscapedIdentifiers: Bool
    /// `@result`, which no expression can name, or `__result__` of older versions.
    package var accumulator: String
    package var limits: ExpressionLimits

    package init(
        macros: MacroSet = .all, hasOptionalSyntax: Bool = true, hasEscapedIdentifiers: Bool = true,
        accumulator: String = "@result", limits: ExpressionLimits = .init()
    ) {
        self.macros = macros
        self.hasOptionalSyntax = hasOptionalSyntax
        self.hasEscapedIdentifiers = hasEscapedIdentifiers
        self.accumulator = accumulator
        self.limits = limits
    }

    /// What an API server of a version takes.
    ///
    /// The libraries come from
    /// [`environment/base.go`](https://github.com/kubernetes/apiserver/blob/master/pkg/cel/environment/base.go);
    /// `optFlatMap` came with the cel-go that Kubernetes 1.29 is built with, `existsOne` and backquotes with that of
    /// 1.34.
    package init(version: KubernetesVersion, limits: ExpressionLimits = .init()) {
        let introductions: [(minor: Int, macros: MacroSet)] = [
            (28, .optional), (29, .optionalFlat), (32, .twoVariables), (34, .lists), (34, .existsOne),
        ]
        var macros = MacroSet.standard
        for introduction in introductions where version.minor >= introduction.minor {
            macros.formUnion(introduction.macros)
        }
        self.init(
            macros: macros, hasOptionalSyntax: version.minor >= 28, hasEscapedIdentifiers: version.minor >= 34,
            accumulator: version.minor >= 34 ? "@result" : "__result__", limits: limits)
    }
}

/// Groups of macros, as libraries bring them.
package struct MacroSet: OptionSet, Sendable, Hashable {
    package let rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// `has`, `all`, `exists`, `exists_one`, `map`, `filter`.
    package static let standard = Self(rawValue: 1)
    /// The newer spelling of `exists_one`.
    package static let existsOne = Self(rawValue: 1 << 1)
    /// `optMap`.
    package static let optional = Self(rawValue: 1 << 2)
    /// Comprehensions over index and element, or key and value.
    package static let twoVariables = Self(rawValue: 1 << 3)
    /// `sortBy`.
    package static let lists = Self(rawValue: 1 << 4)
    /// `cel.bind`.
    package static let bindings = Self(rawValue: 1 << 5)
    /// `math.greatest` and `math.least`.
    package static let math = Self(rawValue: 1 << 6)

    /// `optFlatMap`.
    package static let optionalFlat = Self(rawValue: 1 << 7)

    package static let all: Self = [
        .standard, .existsOne, .optional, .optionalFlat, .twoVariables, .lists, .bindings, .math,
    ]
}
