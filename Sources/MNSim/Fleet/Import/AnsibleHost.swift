import MNCore

/// A host as `ansible -m setup --tree DIR` writes it, or as a fact cache has it.
///
/// Where the host has a file `mn.fact` that prints its record, Ansible carries that as `ansible_local.mn`, and it
/// beats all else. Memory is in MiB, rounded down on Linux and up on Windows
/// (ansible-core, facts/hardware/linux.py; ansible.windows, setup.ps1).
enum AnsibleHost {
    static func machine(_ document: JSON, name: String) throws(NotTaken) -> ReportedMachine {
        if document["unreachable"]?.bool == true { throw NotTaken("it was not reached") }
        if document["failed"]?.bool == true { throw NotTaken("its facts could not be gathered") }
        let facts = document["ansible_facts"] ?? document
        func fact(_ name: String) -> JSON? { facts["ansible_\(name)"] ?? facts[name] }
        guard fact("system") != nil || fact("local") != nil || fact("os_family") != nil else {
            throw NotTaken("it has no facts")
        }
        var machine = ReportedMachine()
        machine.system = fact("system")?.string ?? fact("os_family")?.string
        if machine.system == "Win32NT" { machine.system = "Windows" }
        // Windows's own word for the architecture is in the language of the system.
        machine.processor =
            fact("architecture2")?.string ?? fact("architecture")?.string
        // Linux gives the number, the maker and the name of each; macOS the name alone.
        let processors = fact("processor")
        machine.processorName =
            processors?.string
            ?? processors?.array?.compactMap(\.string).first {
                Int($0) == nil && !["GenuineIntel", "AuthenticAMD"].contains($0)
            }
        machine.model = fact("product_name")?.string
        machine.boardWords = [fact("kernel")?.string, fact("board_name")?.string]
        machine.isVirtual = fact("virtualization_role")?.string.flatMap {
            $0 == "guest" ? true : $0 == "host" ? false : nil
        }
        // Of whoever may not read it, the number of the board is "NA".
        let names = ["machine_id", "product_uuid", "fqdn", "hostname"].compactMap {
            fact($0)?.string
        }
        machine.identity = [names.first(where: Mapping.tellsApart) ?? name]
        machine.see([fact("date_time")?["date"]?.string])
        machine.names =
            [
                fact("hostname"), fact("fqdn"), fact("nodename"), fact("machine_id"),
                fact("product_serial"), fact("product_uuid"), fact("board_serial"),
                fact("board_asset_tag"), fact("chassis_serial"), fact("chassis_asset_tag"),
                fact("user_id"), fact("user_gecos"), fact("owner_name"),
                fact("default_ipv4")?["address"], fact("default_ipv4")?["macaddress"],
                fact("default_ipv6")?["address"],
            ].compactMap { $0?.string } + [name]
            + ["all_ipv4_addresses", "all_ipv6_addresses", "ip_addresses"]
            .flatMap { fact($0)?.array?.compactMap(\.string) ?? [] }
        machine.memory = memory(fact("memtotal_mb")?.integer, isUp: machine.system == "Windows")
        if let record = fact("local")?["mn"] {
            machine.recordText =
                record.string.map { Array($0.utf8) } ?? Array(record.text(.canonical).utf8)
        }
        return machine
    }

    /// - Parameter isUp: whether the number was rounded up.
    private static func memory(_ count: Int?, isUp: Bool) -> Testimony<ByteCount> {
        guard let count, count > 1, let size = ByteCount.mebibytes(exactly: count),
            size <= MemorySize.believable
        else { return .unknown("memory was not gathered") }
        let step = ByteCount((1 << 20) - 1)
        return isUp ? .between(size - step, size) : .between(size, size + step)
    }
}
