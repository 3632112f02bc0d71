/// A fleet, and an inventory, for tests of commands.
enum TestFleet {
    static let table = """
        uuid,platform,cpu_type,memory,hardware_model
        u1,ubuntu,x86_64,33397800960,Desk
        u2,ios,arm64,0,Phone

        """

    /// Two machines on which the default model runs, one that wants a driver, one of which too little is told.
    static let text = #"""
        {"schema": "mn.fleet/1", "as_of": "2026-11-26", "sources": [], "classes": [
          {"count": 2, "facts": {"system": "linux", "arch": "x86_64", "ram": {"at": 33397800960},
            "gpus": [{"vendor": "nvidia", "name": "NVIDIA GeForce RTX 4060",
              "memory": {"at": 8585740288}, "driver": "615.10"}]}},
          {"count": 1, "facts": {"system": "linux", "arch": "x86_64", "ram": {"at": 33397800960},
            "gpus": [{"vendor": "nvidia", "name": "NVIDIA GeForce RTX 4060",
              "memory": {"at": 8585740288}, "driver": "450.80.02"}]}},
          {"count": 1, "facts": {"system": "linux", "arch": "x86_64", "gpus": [],
            "ram": {"not": "the inventory has no memory"}}}]}
        """#
}
