import Synchronization

/// Everything outside that a command may use; it is an argument, and there are no globals.
public struct World: Sendable {
    /// The machine that is judged: this one, or one from a profile.
    package var machine: any Machine {
        didSet { forget() }
    }
    /// What speaks HTTP: the Model Runner and services.
    package var http: any HTTPTransport
    /// The programs that can be run.
    package var processes: any ProcessRunner
    package var files: any Files {
        didSet { forget() }
    }
    package var terminal: any Terminal
    package var time: any Time
    /// The variables of the program itself (`MN_HOME`, `CI` …), not of the judged machine.
    package var environment: any Variables {
        didSet { forget() }
    }
    /// The machine profiles built into the program: JSON text by id.
    package var profiles: [String: String]
    /// The scenarios built into the program, and their transcripts: text by file name.
    package var scenarios: [String: String]
    /// Where clients can be answered; nil where there are none, as in scenarios.
    package var ports: (any Ports)?
    /// What puts another machine around a program; nil where there is none, as in scenarios.
    package var sandbox: (any Sandbox)?
    /// How to finish in order when the user asks for the end; nil where nobody asks, as in scenarios.
    package var endRequests: (any EndRequests)?
    /// Where runs are recorded; nil where none is, as in scenarios.
    package var recordings: (any RecordingFiles)?
    /// The machine that `machine` stands for, if it is not the one this program runs on; results then say so.
    package var simulatedMachine: String?
    /// What this machine is called, so that it is not told; nil where that is not known.
    package var hostName: String?
    /// Which build of the program this is; nil where the output is not to hang on that, as in scenarios.
    package var build: Build?
    /// What differs from one run of the program to the next, for pauses that must not be in step.
    package var seed: UInt64 = 0
    /// The day whose driver data is judged by; nil takes the newest.
    package var dataDay: CalendarDate? {
        didSet { forget() }
    }
    /// Whether it is known what services and programs of the user there are.
    ///
    /// Of the machine of a profile, and in a scenario that states none, it is not; then none is asked.
    package var areServicesKnown = true
    /// What is taken out of docker's words for people; nil where they are shown as they are.
    var dockerMask: Docker.Mask?
    private var findings = Findings()

    /// Docker, on the transports of this world.
    package var docker: Docker { Docker(http, processes, mask: dockerMask) }

    package init(
        machine: any Machine, http: any HTTPTransport, processes: any ProcessRunner,
        files: any Files, terminal: any Terminal, time: any Time, environment: any Variables,
        profiles: [String: String] = [:], scenarios: [String: String] = [:],
        ports: (any Ports)? = nil, endRequests: (any EndRequests)? = nil,
        simulatedMachine: String? = nil
    ) {
        self.machine = machine
        self.http = http
        self.processes = processes
        self.files = files
        self.terminal = terminal
        self.time = time
        self.environment = environment
        self.profiles = profiles
        self.scenarios = scenarios
        self.ports = ports
        self.endRequests = endRequests
        self.simulatedMachine = simulatedMachine
    }

    /// What was asked and read once, and is not for the same command again.
    private final class Findings: Sendable {
        let hardware = Mutex<Hardware?>(nil)
        let catalog = Mutex<LoadedCatalog?>(nil)
    }

    /// Forgets what earlier commands have asked and read.
    package mutating func forget() { findings = Findings() }

    /// What the machine is; it is probed once, unless two tasks ask at the same time.
    public func hardware() async -> Hardware {
        if let known = findings.hardware.withLock(\.self) { return known }
        let hardware = await Hardware.probe(machine, by: time)
        findings.hardware.withLock { $0 = hardware }
        return hardware
    }

    /// The catalog, which is read once.
    package func catalog() throws(DriverDataFault) -> LoadedCatalog {
        if let known = findings.catalog.withLock(\.self) { return known }
        let catalog = try LoadedCatalog(files: files, environment: environment, day: dataDay)
        findings.catalog.withLock { $0 = catalog }
        return catalog
    }
}
