/// The `docker` command of a machine that does not exist, with its `model` plugin.
///
/// The second face of the fake: the plugin asks the first one, the HTTP face, over and over, so that
/// both always tell the same. Deterministic and without I/O; times are since 1970.
package struct FakeDocker: Sendable {
    package var runner: FaultyRunner
    package var setup: DockerSetup

    package init(_ runner: FaultyRunner, setup: DockerSetup = DockerSetup()) {
        self.runner = runner
        self.setup = setup
    }

    /// Runs one command to its end, or to its interruption, if no other client acts meanwhile.
    ///
    /// The runner has then come as far as the command's last request.
    package mutating func run(_ call: DockerCall, at now: Duration) -> CommandScript {
        var run = DockerRun(runner: runner, setup: setup, call: call, at: now)
        run.perform()
        runner = run.runner
        setup = run.setup
        return run.finished
    }
}
