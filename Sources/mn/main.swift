import MNCore
import Profiles
import Scenarios

// The real world is put together here and nowhere else.
let environment = ProcessArguments.environment()
let terminal = LiveTerminal(environment: environment)
let interruption = Interruption()
let world = World(
    machine: LiveMachine(environment: environment), docker: LiveDocker(), files: LiveFiles(),
    terminal: terminal, environment: environment, profiles: EmbeddedProfiles.texts,
    scenarios: EmbeddedScenarios.texts)

let status: ExitCode
do throws(ProcessArguments.NotUTF8) {
    status = await Program.run(try ProcessArguments.arguments(), world)
} catch {
    terminal.writeError("mn: \(error.problem)\n    \(error.fixes.joined(separator: "\n    "))\n")
    status = error.exitCode
}
_ = withExtendedLifetime(interruption) { terminal.flush() }
CLibrary.endProcess(Int32(status.rawValue))
