timeval signed
title
10.0.0.3:1001_==>_10.0.0.2:80 (outstanding data)
xlabel
time
ylabel
Outstanding Data (bytes)
go
