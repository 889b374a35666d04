// swift-tools-version: 6.1

import PackageDescription

let package = Package(
    name: "image-report",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "swift-gitops", path: "../../..")],
    targets: [
        .executableTarget(
            name: "image-report",
            dependencies: [.product(name: "GitOpsManifest", package: "swift-gitops")],
            swiftSettings: [.swiftLanguageMode(.v6)]
        )
    ]
)
