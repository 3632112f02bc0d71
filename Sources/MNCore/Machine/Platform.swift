/// What `uname` says, in its words.
package struct Platform: Hashable, Sendable {
    /// The system's own name: `Linux`, `Darwin`, `Windows_NT`, or another.
    package var system: String
    /// The release of the kernel: `6.8.0-45-generic`.
    package var release: String
    /// The processor in the words of the kernel: `x86_64`, `aarch64`, `AMD64` and others.
    package var machine: String
    /// The processor this program was built for; differs under emulation (Rosetta, Windows on ARM).
    package var process: String

    package init(system: String, release: String, machine: String, process: String) {
        self.system = system
        self.release = release
        self.machine = machine
        self.process = process
    }
}
