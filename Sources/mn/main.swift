import MNCore
import Profiles
import Scenarios

// The real world is put together here and nowhere else.
ProcessStart.prepare()
// In a simulated machine this program stands in for others, under their names.
if let standIn = StandInProcess() { await standIn.run() }
let environment = ProcessArguments.environment()
let (arguments, fault) = ProcessArguments.arguments()
let invocation = Program.tree.read(arguments)
let terminal = LiveTerminal(
    environment: environment, options: invocation.arguments.presentation)
let gracefulShutdown = GracefulShutdown()
let interruption = Interruption(gracefulShutdown, leaving: terminal.leave)
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
let sandbox = LiveSandbox.here(gracefulShutdown)
world.sandbox = sandbox
world.seed = .random(in: .min ... .max)

var status =
    if let fault, !invocation.passesOn(fault.number, of: arguments) {
        Program.refuse(fault, invocation, world)
    } else {
        await Program.run(invocation, world) { _ in }
    }
// An answer that could not be written, as on a full disk, is no answer.
if let fault = terminal.flush() {
    terminal.say(TerminalMessage(.error, "Standard output: \(fault)."))
    if status == .done { status = .failed }
}
withExtendedLifetime(interruption) {}
sandbox?.end()
CLibrary.endProcess(Int32(status.rawValue))
