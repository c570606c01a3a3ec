timeval signed
title
10.0.0.2:80_==>_10.0.0.3:1001 (segment size graph)
xlabel
time
ylabel
segment size (bytes)
go
