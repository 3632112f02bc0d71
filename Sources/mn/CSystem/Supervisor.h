#ifndef MN_SUPERVISOR_H
#define MN_SUPERVISOR_H

#include "Sandbox.h"

/// Lets system calls of this process and its children be answered by who has the descriptor.
int mn_listener(const struct mn_sandbox *sandbox);

/// Answers one system call.
void mn_answer(const struct mn_sandbox *sandbox, int listener);

/// Copies this process as clone(2) does.
pid_t mn_copy_process(unsigned long flags);

/// Ends all that descends from this process, where no namespace does; but for the keeper of its folder.
void mn_end_children(void);

#endif
