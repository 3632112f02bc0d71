import MNCore

/// What `mn --version` tells: the version, and which build of it this is.
struct VersionText {
    private let version: String
    private let build: Build?

    /// Tells nothing of the build where there is none, as in scenarios.
    init(_ version: String, _ build: Build?) {
        self.version = version
        self.build = build
    }

    /// The first line is `mn VERSION` and nothing else, for scripts.
    var text: String {
        let first = "mn \(version)\n"
        guard let build else { return first }
        return first
            + Page(width: nil, colour: false).list([
                ("commit", build.commit ?? "not told; built from source"), ("build", build.kind),
                ("target", build.target),
            ])
    }

    var json: JSON {
        [
            "schema": "mn.version/1", "version": .string(version),
            "commit": .string(orNull: build?.commit), "build": .string(orNull: build?.kind),
            "target": .string(orNull: build?.target),
        ]
    }
}
