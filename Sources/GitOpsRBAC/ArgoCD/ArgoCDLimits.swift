/// How much of Argo CD's policies is taken in; every limit protects time and memory against hostile input.
///
/// What exceeds a limit is left out and told as a problem with its place, and the rest is still analysed.
public struct ArgoCDLimits: Sendable, Hashable {
    /// Lines of policies of the configuration and all projects, comments and empty ones not counted.
    public var lines: Int
    /// Bytes of one field of a line.
    ///
    /// Matching takes time with the length of the pattern and of the text, for every line.
    public var fieldBytes: Int

    /// Limits with their defaults: many times what a ConfigMap, which holds at most 1 MiB, has in practice.
    ///
    /// Source: `ValidateConfigMap` in `pkg/apis/core/validation/validation.go` of Kubernetes.
    public init(lines: Int = 100_000, fieldBytes: Int = 1_024) {
        self.lines = lines
        self.fieldBytes = fieldBytes
    }
}
