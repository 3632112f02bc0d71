// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "benchmark",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "mn", path: "../..")],
    targets: [
        .executableTarget(
            name: "bench",
            dependencies: [
                .product(name: "MNCore", package: "mn"), .product(name: "MNSim", package: "mn"),
                .product(name: "Profiles", package: "mn"),
            ]),
        .executableTarget(name: "hello"),
    ]
)
