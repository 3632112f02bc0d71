#ifndef MN_REQUESTS_H
#define MN_REQUESTS_H

#include "CSystem.h"

/// Passes all signals that are heard on to the socket of who stands beside a program; -1 if there is none any
/// more.
void mn_pass_to(int socket);

#endif
