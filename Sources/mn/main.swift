import MNCore
import Profiles
import Scenarios

// The real world is put together here and nowhere else.
ProcessStart.prepare()
let environment = ProcessArguments.environment()
let terminal = LiveTerminal(environment: environment)
let gracefulShutdown = GracefulShutdown()
let interruption = Interruption(gracefulShutdown, leaving: terminal.leaveProgress)
var world = World(
    machine: LiveMachine(environment: environment), http: LiveHTTP(),
    processes: LiveProcesses(environment: environment, gracefulShutdown: gracefulShutdown),
    files: LiveFiles(),
    terminal: terminal, time: LiveTime(), environment: environment,
    profiles: EmbeddedProfiles.texts,
    scenarios: EmbeddedScenarios.files, ports: LivePorts(gracefulShutdown: gracefulShutdown),
    endRequests: gracefulShutdown)
world.recordings = LiveRecordings()
world.hostName = LiveMachine.hostName()
world.build = CLibrary.build()
world.seed = .random(in: .min ... .max)

let (arguments, fault) = ProcessArguments.arguments()
var status =
    if let fault {
        Program.refuse(fault, arguments, world)
    } else {
        await Program.run(arguments, world)
    }
// An answer that could not be written, as on a full disk, is no answer.
if let fault = terminal.flush() {
    terminal.writeError("mn: standard output: \(fault)\n")
    if status == .done { status = .failed }
}
withExtendedLifetime(interruption) {}
CLibrary.endProcess(Int32(status.rawValue))
