import GitOpsReport

extension Control {
    // What builds of `ko` and patches stand in for has no registry yet.
    private static let isImage = #"!it.?image.orValue('').matches(r'^[A-Z0-9_]*$|^ko://|\$[({]|\{\{|^\{[A-Za-z_]+\}$')"#

    /// What is run.
    ///
    /// Sources: https://kubernetes.io/docs/concepts/containers/images/, and the reference grammar of
    /// https://github.com/distribution/reference.
    static let images: [Control] = [
        Control(
            "image-latest-tag", .medium, .images,
            summary: "Images are named by a version.",
            reason: """
                The tag latest, which also stands for none, is another program tomorrow: what runs depends on when a node \
                pulled it, and no commit says so.
                """,
            remediation: "Write the version, or better the digest.",
            of: .pods,
            .none(
                of: "variables.containers",
                where: isImage + #" && it.image.matches(r'^([^@]*/)?[^/:@]+(:latest)?$')"#,
                says: "containers whose image has no version"),
            references: [.mitre("T1525"), .nsa(.containerImages), .soc2("CC8.1"), .pci("6.5.1")]),
        Control(
            "image-no-digest", .info, .images,
            summary: "Images are named by their digest.",
            reason: "Who can push to the registry can move a tag to another program; a digest names one for good.",
            remediation: "Write the digest behind the tag, and let a tool raise both.",
            of: .pods,
            .none(
                of: "variables.containers", where: isImage + " && !it.image.contains('@')",
                says: "containers with images that can change"),
            references: [.mitre("T1525"), .nsa(.containerImages), .soc2("CC8.1"), .pci("6.5.1")]),
        Control(
            "image-stale-latest", .low, .images,
            summary: "An image without a version is pulled each time.",
            reason: "With IfNotPresent or Never each node keeps the latest it happened to pull first.",
            remediation: "Write the version of the image, or set imagePullPolicy: Always.",
            of: .pods,
            .none(
                of: "variables.containers",
                where: isImage
                    + #" && it.image.matches(r'^([^@]*/)?[^/:@]+(:latest)?$') && it.?imagePullPolicy.orValue('Always') != 'Always'"#,
                says: "containers that keep an image without a version"),
            references: [.nsa(.containerImages), .soc2("CC8.1")]),
    ]

    /// Images come from the given registries alone: a prefix that ends at a part of the name, `ghcr.io/example`.
    ///
    /// A name without a registry is one of Docker Hub, which goes by docker.io.
    /// Source: `splitDockerDomain` of https://github.com/distribution/reference.
    static func allowedRegistries(_ registries: [String]) -> Control {
        Control(
            "image-registry", .high, .images,
            summary: "Images come from registries that are allowed.",
            reason: "Nobody looked at what other registries serve, nor at who can push there.",
            remediation: "Copy the image to an allowed registry, or allow the registry.",
            of: .pods,
            variables: [
                Variable(name: "allowed", expression: CELText.list(registries.map(Self.withoutSlash)))
            ],
            .none(
                of: "variables.containers",
                where: isImage + #"""
                     && !variables.allowed.exists(registry, (it.image.matches(r'^([^/]*[.:][^/]*|localhost)/') ? it.image \#
                    : it.image.contains('/') ? 'docker.io/' + it.image : 'docker.io/library/' + it.image)\#
                    .startsWith(registry + '/'))
                    """#,
                says: "containers with images of other registries",
                naming: "it.?name.orValue('?') + ' (' + it.image + ')'"),
            references: [.mitre("T1204.003"), .nsa(.containerImages), .soc2("CC6.8")])
    }

    private static func withoutSlash(_ registry: String) -> String {
        registry.hasSuffix("/") ? String(registry.dropLast()) : registry
    }
}
