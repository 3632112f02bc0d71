import MNCore

@testable import MNRunner
@testable import MNSim

/// Runs the recorded commands, one after the other, on fakes in the recorded states.
struct RecordedCommandReplay {
    private var docker = FakeDocker(
        FaultyRunner(FakeRunner(at: RecordedCommandReplay.start)))

    /// Two minutes after the last model was packaged, and eleven after the first.
    static let start = Duration.seconds(1_795_468_089)

    /// What the fake prints, given that it has run all commands before this one.
    mutating func script(of command: RecordedCommand) -> CommandScript {
        let now = Self.time(of: command)
        if let state = RecordedCommandState.state(for: command) {
            docker = FakeDocker(FaultyRunner(FakeRunner(state, at: now - .seconds(30))))
        }
        docker.setup = Self.setup(for: command)
        return docker.run(command.call, at: now)
    }

    /// When the ages were what they were.
    private static func time(of command: RecordedCommand) -> Duration {
        switch command.name {
        case "266-noengine-ls", "280-ls-name-full": start + .seconds(180)
        case "287-ls-untagged": start + .seconds(300)
        // A minute later than the command that it goes on from.
        case "042-pull-cut-tty", "275-pull-resume": start + .seconds(60)
        default: start
        }
    }

    private static func setup(for command: RecordedCommand) -> DockerSetup {
        var setup = DockerSetup()
        setup.engine = .absent
        setup.container = nil
        for port in [13434, 13435, 13436] { setup.listeners["127.0.0.1:\(port)"] = .runner }
        setup.listeners["127.0.0.1:12434"] = nil
        setup.listeners["127.0.0.1:13440"] = .silent
        setup.listeners["127.0.0.1:13455"] = .other
        let isMissing = ["plugin is not installed", "is no plugin"].contains {
            command.given.contains($0)
        }
        if isMissing { setup.plugin = .absent }
        return setup
    }
}
