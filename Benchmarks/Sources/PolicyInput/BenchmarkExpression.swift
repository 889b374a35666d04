/// An expression of the kind that admission policies are made of, with the name that benchmarks show.
public struct BenchmarkExpression: Sendable {
    /// What it looks at.
    public let name: String
    /// The expression, over `object`.
    public let text: String
    /// What cel-go took for it in the API server's environment, in microseconds on one thread of the same machine.
    public let celGoMicroseconds: Double

    /// The forms that most rules about workloads have.
    public static let all: [BenchmarkExpression] = [
        .init(name: "replicas", text: "object.spec.replicas <= 5", celGoMicroseconds: 4.9),
        .init(
            name: "limits",
            text: "\(containers).all(c, has(c.resources) && has(c.resources.limits) && has(c.resources.limits.memory))",
            celGoMicroseconds: 8.5),
        .init(
            name: "images",
            text:
                "\(containers).all(c, !c.image.endsWith(':latest') && c.image.matches('^[a-z0-9./-]+(:.*)?$'))",
            celGoMicroseconds: 10.0),
        .init(
            name: "label", text: "has(object.metadata.labels) && 'app' in object.metadata.labels",
            celGoMicroseconds: 4.9),
        .init(
            name: "hostNetwork", text: "!has(\(pod).hostNetwork) || \(pod).hostNetwork == false",
            celGoMicroseconds: 4.9),
        .init(
            name: "privileged",
            text: "\(containers).all(c, !has(c.securityContext) || !has(c.securityContext.privileged) "
                + "|| c.securityContext.privileged == false)",
            celGoMicroseconds: 8.6),
        .init(name: "volumes", text: "\(pod).?volumes.orValue([]).all(v, !has(v.hostPath))", celGoMicroseconds: 5.6),
        .init(
            name: "exists_one", text: "\(containers).exists_one(c, c.name == 'main') || size(\(containers)) > 0",
            celGoMicroseconds: 9.9),
    ]

    private static let pod = "object.spec.template.spec"
    private static let containers = "object.spec.template.spec.containers"
}
