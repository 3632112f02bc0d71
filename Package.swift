// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "mn",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "mn", targets: ["mn"]),
        .library(name: "MNCore", targets: ["MNCore"]),
        .library(name: "MNSim", targets: ["MNSim"]),
        .library(name: "Profiles", targets: ["Profiles"]),
    ],
    targets: [
        // Formats and words: JSON, XML, HTTP messages, tables, digests, secrets, numbers that cannot trap.
        .target(name: "MNText", path: "Sources/MNCore/Text"),
        // A machine: the seams to it, what is known of it, and whether a model runs on it.
        .target(
            name: "MNMachine", dependencies: ["MNText"], path: "Sources/MNCore",
            exclude: ["Text", "World", "Docker", "Models", "Blueprints"],
            sources: ["Machine", "Seams", "Hardware", "Memory", "Catalog", "Compatibility"]),
        // Values and decisions: evidence to facts to verdict to words. No input, no output, no clock.
        .target(
            name: "MNCore", dependencies: ["MNText", "MNMachine"],
            exclude: ["Text", "Machine", "Seams", "Hardware", "Memory", "Catalog", "Compatibility"]),
        // The fake Model Runner: one state, its faces, its faults.
        .target(name: "MNRunner", dependencies: ["MNMachine"], path: "Sources/MNSim/Runner"),
        // Worlds that do not exist: replayed machines, scenarios, the matrix. No input or output either.
        .target(
            name: "MNSim",
            dependencies: ["MNCore", "MNRunner", "ContractChecks", "Profiles", "Schemas"],
            exclude: [
                "Contract/Checks", "Explore", "Fleet", "Formats/Schemas", "Runner", "Sandbox",
                "Support",
            ]),
        // One file from a customer's machine: made, shown to hold nothing private, explained, replayed.
        .target(
            name: "MNSupport", dependencies: ["MNCore", "MNSim", "Vocabulary"],
            path: "Sources/MNSim/Support", exclude: ["Vocabulary"]),
        // Situations that nobody wrote, and what must hold in each.
        .target(
            name: "MNExplore",
            dependencies: ["MNCore", "MNFleet", "MNRunner", "MNSim", "MNSupport"],
            path: "Sources/MNSim/Explore"),
        // A recorded machine as a program would find it: what must be there, and the steps that make it.
        .target(
            name: "MNSandbox", dependencies: ["MNCore", "MNSim"], path: "Sources/MNSim/Sandbox"),
        // The machines of a team: inventories, classes of equal facts, on how many a model runs.
        .target(
            name: "MNFleet", dependencies: ["MNCore", "MNSim"], path: "Sources/MNSim/Fleet"),
        // The command line, and the only place that touches the real world.
        .executableTarget(
            name: "mn",
            dependencies: [
                "MNCore", "MNSim", "MNExplore", "MNSandbox", "MNSupport", "MNFleet", "Profiles",
                "Scenarios", "CSystem",
            ],
            exclude: ["CSystem"]),
        // The few system calls that Swift cannot make.
        .target(
            name: "CSystem", path: "Sources/mn/CSystem",
            cSettings: [.enableWarning("all"), .treatAllWarnings(as: .error)]),

        // The words that are nobody's, compiled into the binary.
        .target(
            name: "Vocabulary", path: "Sources/MNSim/Support/Vocabulary", plugins: ["EmbedFiles"]),
        // The JSON of these folders, compiled into the binary.
        .target(
            name: "ContractChecks", path: "Sources/MNSim/Contract/Checks", plugins: ["EmbedFiles"]),
        .target(name: "Schemas", path: "Sources/MNSim/Formats/Schemas", plugins: ["EmbedFiles"]),
        .target(name: "Profiles", path: "Profiles", plugins: ["EmbedFiles"]),
        .target(name: "Scenarios", path: "Scenarios", plugins: ["EmbedFiles"]),
        .plugin(name: "EmbedFiles", capability: .buildTool(), dependencies: ["embed-files"]),
        .executableTarget(name: "embed-files"),

        // What tests of several targets stand on.
        .target(name: "TestSupport", dependencies: ["MNCore"], path: "Tests/TestSupport"),
        .testTarget(
            name: "MNCoreTests",
            dependencies: [
                "MNCore", "MNMachine", "MNText", "MNSim", "Profiles", "TestSupport",
            ]),
        .testTarget(
            name: "MNSimTests",
            dependencies: [
                "MNCore", "MNMachine", "MNRunner", "MNSandbox", "MNSim", "ContractChecks",
                "Profiles", "TestSupport",
            ],
            exclude: ["Pastes", "Runner/CLI/not-kept.txt"]),
        .testTarget(
            name: "MNSupportTests",
            dependencies: [
                "MNCore", "MNSim", "MNSupport", "mn", "Profiles", "Scenarios", "TestSupport",
            ]),
        .testTarget(
            name: "MNFleetTests",
            dependencies: [
                "MNCore", "MNSim", "MNFleet", "mn", "Profiles", "Scenarios", "TestSupport",
            ],
            exclude: ["Inventories"]),
        .testTarget(
            name: "CommandLineTests",
            dependencies: [
                "MNCore", "MNExplore", "MNSandbox", "MNSim", "MNSupport", "MNFleet", "mn",
                "Profiles",
                "Scenarios", "TestSupport",
            ],
            exclude: [
                "Formats/Examples", "Presentation/Screens", "Reference/Expected", "Traces",
                "Transcripts", "coverage.json",
            ]),
        .testTarget(
            name: "ExploreTests",
            dependencies: [
                "MNCore", "MNExplore", "MNSim", "MNSupport", "mn", "Profiles", "Scenarios",
                "TestSupport",
            ]),
        // What scripts/fuzz feeds, and the inputs that once broke something.
        .testTarget(
            name: "FuzzTests",
            dependencies: ["MNCore", "MNSim", "MNSupport", "mn", "Profiles", "TestSupport"],
            exclude: ["Corpus"]),
        // What a user of the libraries can do, seen from outside of the package.
        .testTarget(
            name: "LibraryTests", dependencies: ["MNCore", "MNSim"], packageAccess: false),
    ]
)

// What scripts/bench measures with; it is no part of the package for anybody else.
if Context.environment["MN_BENCH"] != nil {
    package.targets += [
        .executableTarget(
            name: "bench", dependencies: ["MNCore", "MNSim", "Profiles"],
            path: "scripts/benchmark/bench"),
        .executableTarget(name: "hello", path: "scripts/benchmark/hello"),
    ]
    package.products += [
        .executable(name: "bench", targets: ["bench"]),
        .executable(name: "hello", targets: ["hello"]),
    ]
}

for target in package.targets
where target.type != .plugin && !["bench", "hello"].contains(target.name) {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),  // SE-0335
        .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
        .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
        .enableUpcomingFeature("InferIsolatedConformances"),  // SE-0470
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
        .enableUpcomingFeature("ImmutableWeakCaptures"),  // SE-0481
        .strictMemorySafety(),  // SE-0458
        .treatAllWarnings(as: .error),  // SE-0480
    ]
}
