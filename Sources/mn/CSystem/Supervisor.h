#ifndef MN_SUPERVISOR_H
#define MN_SUPERVISOR_H

#include "Sandbox.h"

/// Lets system calls of this process and its children be answered by who has the descriptor.
int mn_listener(const struct mn_sandbox *sandbox);

/// Answers one system call.
void mn_answer(const struct mn_sandbox *sandbox, int listener);

#endif
